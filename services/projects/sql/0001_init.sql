-- The tables of the projects service.
--
-- org_id, the tenant, leads every key. uid is a UUIDv7: rows of one parent lie in the order in
-- which they were recorded. id is the last part of a resource name. Times are microseconds UTC,
-- dates are numbers like 20250331 (0: none), money is minor units.
--
-- What can change (programme, partner, project, indicator) is an identity row, which knows its
-- newest version, and one row for each version it ever had, valid from recorded_us until
-- replaced_us. What cannot (observations; money: 0003) is one row, cancelled by one that names it.

-- The recorded time last given out: later rows get a greater one, so a report as of an instant that
-- has been looked at can never change.
CREATE TABLE IF NOT EXISTS recorded_clock (
    org_id TEXT NOT NULL,
    at_us BIGINT NOT NULL,
    PRIMARY KEY (org_id)
);

CREATE TABLE IF NOT EXISTS programme (
    org_id TEXT NOT NULL,
    uid BYTEA NOT NULL,
    id TEXT NOT NULL,
    currency TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_us BIGINT NOT NULL,
    PRIMARY KEY (org_id, uid),
    UNIQUE (org_id, id)
);

CREATE TABLE IF NOT EXISTS programme_version (
    org_id TEXT NOT NULL,
    uid BYTEA NOT NULL,
    version BIGINT NOT NULL,
    recorded_us BIGINT NOT NULL,
    replaced_us BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    title TEXT NOT NULL,
    title_zh TEXT NOT NULL,
    start_on BIGINT NOT NULL,
    end_on BIGINT NOT NULL,
    PRIMARY KEY (org_id, uid, version)
);

CREATE TABLE IF NOT EXISTS partner (
    org_id TEXT NOT NULL,
    programme_uid BYTEA NOT NULL,
    uid BYTEA NOT NULL,
    id TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_us BIGINT NOT NULL,
    PRIMARY KEY (org_id, programme_uid, uid),
    UNIQUE (org_id, programme_uid, id)
);

-- users: the subjects of those who act for it, with a blank between two.
CREATE TABLE IF NOT EXISTS partner_version (
    org_id TEXT NOT NULL,
    uid BYTEA NOT NULL,
    version BIGINT NOT NULL,
    recorded_us BIGINT NOT NULL,
    replaced_us BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    title TEXT NOT NULL,
    title_zh TEXT NOT NULL,
    kind BIGINT NOT NULL,
    contact TEXT NOT NULL,
    users TEXT NOT NULL,
    PRIMARY KEY (org_id, uid, version)
);

CREATE TABLE IF NOT EXISTS project (
    org_id TEXT NOT NULL,
    programme_uid BYTEA NOT NULL,
    uid BYTEA NOT NULL,
    id TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_us BIGINT NOT NULL,
    PRIMARY KEY (org_id, programme_uid, uid),
    UNIQUE (org_id, programme_uid, id)
);

CREATE TABLE IF NOT EXISTS project_version (
    org_id TEXT NOT NULL,
    uid BYTEA NOT NULL,
    version BIGINT NOT NULL,
    recorded_us BIGINT NOT NULL,
    replaced_us BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    title TEXT NOT NULL,
    title_zh TEXT NOT NULL,
    state BIGINT NOT NULL,
    planned_start_on BIGINT NOT NULL,
    planned_end_on BIGINT NOT NULL,
    actual_start_on BIGINT NOT NULL,
    actual_end_on BIGINT NOT NULL,
    PRIMARY KEY (org_id, uid, version)
);

-- vocabulary: IATI 2.03 SectorVocabulary; 99 is the programme's own. Shares of each add up to
-- 10000.
CREATE TABLE IF NOT EXISTS project_sector (
    org_id TEXT NOT NULL,
    project_uid BYTEA NOT NULL,
    version BIGINT NOT NULL,
    vocabulary BIGINT NOT NULL,
    position BIGINT NOT NULL,
    code TEXT NOT NULL,
    share_bp BIGINT NOT NULL,
    PRIMARY KEY (org_id, project_uid, version, vocabulary, position),
    CHECK (share_bp > 0 AND share_bp <= 10000)
);

CREATE TABLE IF NOT EXISTS project_site (
    org_id TEXT NOT NULL,
    project_uid BYTEA NOT NULL,
    version BIGINT NOT NULL,
    position BIGINT NOT NULL,
    id TEXT NOT NULL,
    title TEXT NOT NULL,
    title_zh TEXT NOT NULL,
    share_bp BIGINT NOT NULL,
    PRIMARY KEY (org_id, project_uid, version, position),
    CHECK (share_bp >= 0 AND share_bp <= 10000)
);

-- role: IATI 2.03 OrganisationRole: 1 funding, 2 accountable, 3 extending, 4 implementing.
CREATE TABLE IF NOT EXISTS project_partner (
    org_id TEXT NOT NULL,
    project_uid BYTEA NOT NULL,
    version BIGINT NOT NULL,
    role BIGINT NOT NULL,
    position BIGINT NOT NULL,
    programme_uid BYTEA NOT NULL,
    partner_uid BYTEA NOT NULL,
    PRIMARY KEY (org_id, project_uid, version, role, position)
);
