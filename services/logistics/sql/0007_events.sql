-- What others may want to know of (caravan/events/v1/events.proto): events in the order of their
-- numbers, written in the transaction of what they tell of; the last number and up to which they
-- are no longer kept; and the last number of each subject, which stays.
CREATE TABLE IF NOT EXISTS event_out (
    org_id TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    uid BYTEA NOT NULL,
    subject TEXT NOT NULL,
    subject_sequence BIGINT NOT NULL,
    recorded_us BIGINT NOT NULL,
    body BYTEA NOT NULL,
    PRIMARY KEY (org_id, sequence),
    UNIQUE (org_id, subject, subject_sequence)
);

CREATE TABLE IF NOT EXISTS event_out_end (
    org_id TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    pruned BIGINT NOT NULL,
    PRIMARY KEY (org_id)
);

CREATE TABLE IF NOT EXISTS event_subject (
    org_id TEXT NOT NULL,
    subject TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    PRIMARY KEY (org_id, subject)
);
