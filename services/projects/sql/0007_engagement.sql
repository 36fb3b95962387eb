-- Engagement: activities, campaigns, donations and challenges.
--
-- What can be corrected is one row for each version it ever had, valid from recorded_us until
-- replaced_us; `reason` says why this one came.

CREATE TABLE IF NOT EXISTS activity (
    org_id TEXT NOT NULL,
    programme_uid BYTEA NOT NULL,
    uid BYTEA NOT NULL,
    version BIGINT NOT NULL,
    id TEXT NOT NULL,
    created_us BIGINT NOT NULL,
    recorded_us BIGINT NOT NULL,
    replaced_us BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    reason TEXT NOT NULL,
    title TEXT NOT NULL,
    title_zh TEXT NOT NULL,
    kind BIGINT NOT NULL,
    state BIGINT NOT NULL,
    first_on BIGINT NOT NULL,
    last_on BIGINT NOT NULL,
    site TEXT NOT NULL,
    organiser TEXT NOT NULL,
    project TEXT NOT NULL,
    reference TEXT NOT NULL,
    persons BIGINT NOT NULL,
    person_times BIGINT NOT NULL,
    PRIMARY KEY (org_id, programme_uid, uid, version),
    UNIQUE (org_id, programme_uid, id, version),
    CHECK (persons >= 0 AND persons <= person_times)
);

-- The persons of a version broken down. age_band, sex: 0 where it is not by that.
CREATE TABLE IF NOT EXISTS activity_cell (
    org_id TEXT NOT NULL,
    activity_uid BYTEA NOT NULL,
    version BIGINT NOT NULL,
    position BIGINT NOT NULL,
    age_band BIGINT NOT NULL,
    sex BIGINT NOT NULL,
    persons BIGINT NOT NULL,
    PRIMARY KEY (org_id, activity_uid, version, position),
    CHECK (persons >= 10)
);

CREATE TABLE IF NOT EXISTS health_campaign (
    org_id TEXT NOT NULL,
    programme_uid BYTEA NOT NULL,
    uid BYTEA NOT NULL,
    id TEXT NOT NULL,
    title TEXT NOT NULL,
    title_zh TEXT NOT NULL,
    organiser TEXT NOT NULL,
    reference TEXT NOT NULL,
    recorded_us BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    PRIMARY KEY (org_id, programme_uid, uid),
    UNIQUE (org_id, programme_uid, id)
);

-- fewer: 1 where there were 1 to 9; value is 0 then.
CREATE TABLE IF NOT EXISTS health_count (
    org_id TEXT NOT NULL,
    campaign_uid BYTEA NOT NULL,
    uid BYTEA NOT NULL,
    version BIGINT NOT NULL,
    id TEXT NOT NULL,
    created_us BIGINT NOT NULL,
    recorded_us BIGINT NOT NULL,
    replaced_us BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    reason TEXT NOT NULL,
    measure BIGINT NOT NULL,
    site TEXT NOT NULL,
    first_on BIGINT NOT NULL,
    last_on BIGINT NOT NULL,
    value BIGINT NOT NULL,
    fewer BIGINT NOT NULL,
    reference TEXT NOT NULL,
    PRIMARY KEY (org_id, campaign_uid, uid, version),
    UNIQUE (org_id, campaign_uid, id, version),
    CHECK (value >= 0 AND (fewer = 0 OR value = 0))
);

-- What is recorded of a donation once never changes; what happens to it are its movements. version
-- and changed_us count movements.
CREATE TABLE IF NOT EXISTS donation (
    org_id TEXT NOT NULL,
    programme_uid BYTEA NOT NULL,
    uid BYTEA NOT NULL,
    id TEXT NOT NULL,
    title TEXT NOT NULL,
    title_zh TEXT NOT NULL,
    donor TEXT NOT NULL,
    pledged_on BIGINT NOT NULL,
    reference TEXT NOT NULL,
    version BIGINT NOT NULL,
    changed_us BIGINT NOT NULL,
    recorded_us BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    PRIMARY KEY (org_id, programme_uid, uid),
    UNIQUE (org_id, programme_uid, id)
);

CREATE TABLE IF NOT EXISTS donation_line (
    org_id TEXT NOT NULL,
    donation_uid BYTEA NOT NULL,
    position BIGINT NOT NULL,
    item TEXT NOT NULL,
    goods TEXT NOT NULL,
    quantity BIGINT NOT NULL,
    unit TEXT NOT NULL,
    unit_minor BIGINT NOT NULL,
    basis BIGINT NOT NULL,
    PRIMARY KEY (org_id, donation_uid, position)
);

-- A movement stands until retracted_us; one that retracts another never does.
CREATE TABLE IF NOT EXISTS donation_movement (
    org_id TEXT NOT NULL,
    donation_uid BYTEA NOT NULL,
    sequence BIGINT NOT NULL,
    move BIGINT NOT NULL,
    effective_on BIGINT NOT NULL,
    site TEXT NOT NULL,
    reference TEXT NOT NULL,
    difference BIGINT NOT NULL,
    reason TEXT NOT NULL,
    recorded_us BIGINT NOT NULL,
    retracted_us BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    PRIMARY KEY (org_id, donation_uid, sequence)
);

CREATE TABLE IF NOT EXISTS donation_quantity (
    org_id TEXT NOT NULL,
    donation_uid BYTEA NOT NULL,
    sequence BIGINT NOT NULL,
    position BIGINT NOT NULL,
    quantity BIGINT NOT NULL,
    PRIMARY KEY (org_id, donation_uid, sequence, position),
    CHECK (quantity >= 0)
);

-- What is recorded of a challenge once never changes; what happens to it are its moves, and what
-- time does to it is stored nowhere. reserved_minor is what its budget line's account holds for it,
-- to be freed after expires_on (0: not by time). creator: who made the draft; empty when it came
-- with moves of others.
CREATE TABLE IF NOT EXISTS challenge (
    org_id TEXT NOT NULL,
    programme_uid BYTEA NOT NULL,
    uid BYTEA NOT NULL,
    id TEXT NOT NULL,
    title TEXT NOT NULL,
    title_zh TEXT NOT NULL,
    poster TEXT NOT NULL,
    project TEXT NOT NULL,
    line TEXT NOT NULL,
    line_uid BYTEA NOT NULL,
    reward_minor BIGINT NOT NULL,
    mode BIGINT NOT NULL,
    claim_until BIGINT NOT NULL,
    deliver_until BIGINT NOT NULL,
    reference TEXT NOT NULL,
    creator TEXT NOT NULL,
    reserved_minor BIGINT NOT NULL,
    expires_on BIGINT NOT NULL,
    version BIGINT NOT NULL,
    changed_us BIGINT NOT NULL,
    recorded_us BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    PRIMARY KEY (org_id, programme_uid, uid),
    UNIQUE (org_id, programme_uid, id),
    CHECK (reserved_minor = 0 OR reserved_minor = reward_minor)
);

CREATE TABLE IF NOT EXISTS challenge_move (
    org_id TEXT NOT NULL,
    challenge_uid BYTEA NOT NULL,
    sequence BIGINT NOT NULL,
    move BIGINT NOT NULL,
    effective_on BIGINT NOT NULL,
    moved_by TEXT NOT NULL,
    claim TEXT NOT NULL,
    partner TEXT NOT NULL,
    claim_until BIGINT NOT NULL,
    deliver_until BIGINT NOT NULL,
    reference TEXT NOT NULL,
    reason TEXT NOT NULL,
    recorded_us BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    PRIMARY KEY (org_id, challenge_uid, sequence)
);
