-- Who changed what: entries in the order of their numbers, each with the hash of the one before it
-- (caravan/common/v1/audit.proto), and what is kept of the last one, so that it cannot be taken off
-- unseen.
CREATE TABLE IF NOT EXISTS audit_entry (
    org_id TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    at_us BIGINT NOT NULL,
    principal TEXT NOT NULL,
    method TEXT NOT NULL,
    resource TEXT NOT NULL,
    type TEXT NOT NULL,
    before_form BYTEA NOT NULL,
    after_form BYTEA NOT NULL,
    previous_hash BYTEA NOT NULL,
    hash BYTEA NOT NULL,
    PRIMARY KEY (org_id, sequence)
);

CREATE TABLE IF NOT EXISTS audit_head (
    org_id TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    hash BYTEA NOT NULL,
    PRIMARY KEY (org_id)
);
