-- Scans by a key their sender made: random, so that rows of one commit lie all over the table.
CREATE TABLE IF NOT EXISTS scan (
    org_id TEXT NOT NULL,
    idem_key TEXT NOT NULL,
    parcel_id TEXT NOT NULL,
    hub_id BIGINT NOT NULL,
    time_ms BIGINT NOT NULL,
    code BIGINT NOT NULL,
    note TEXT NOT NULL,
    recorded_us BIGINT NOT NULL,
    PRIMARY KEY (org_id, idem_key)
);
