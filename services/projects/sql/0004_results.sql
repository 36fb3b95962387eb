-- Periods that are closed, and indicators with their targets and results.

-- id: 2025, 2025-q1 or 2025-03. Only periods that were ever locked have a row. asked_by: who asked
-- to have it unlocked; '' when nobody does.
CREATE TABLE IF NOT EXISTS period (
    org_id TEXT NOT NULL,
    programme_uid BYTEA NOT NULL,
    id TEXT NOT NULL,
    uid BYTEA NOT NULL,
    state BIGINT NOT NULL,
    version BIGINT NOT NULL,
    asked_by TEXT NOT NULL,
    PRIMARY KEY (org_id, programme_uid, id),
    UNIQUE (org_id, programme_uid, uid)
);

CREATE TABLE IF NOT EXISTS period_change (
    org_id TEXT NOT NULL,
    period_uid BYTEA NOT NULL,
    version BIGINT NOT NULL,
    move BIGINT NOT NULL,
    reason TEXT NOT NULL,
    recorded_us BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    PRIMARY KEY (org_id, period_uid, version)
);
