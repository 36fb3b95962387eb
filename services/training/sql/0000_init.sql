-- The tables of the training service: org_id, the tenant, leads every key; it is who keeps these
-- records, an organisation is whom they speak of. Times are microseconds UTC, dates are numbers
-- like 20250331 (0: none).

-- The recorded time last given out: later rows get a greater one, so a report as of an instant that
-- has been looked at can never change.
CREATE TABLE IF NOT EXISTS recorded_clock (
    org_id TEXT NOT NULL,
    at_us BIGINT NOT NULL,
    PRIMARY KEY (org_id)
);

CREATE TABLE IF NOT EXISTS organisation (
    org_id TEXT NOT NULL,
    uid BYTEA NOT NULL,
    id TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_us BIGINT NOT NULL,
    PRIMARY KEY (org_id, uid),
    UNIQUE (org_id, id)
);

CREATE TABLE IF NOT EXISTS organisation_version (
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
    PRIMARY KEY (org_id, uid, version)
);
