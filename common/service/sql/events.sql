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

-- To whom they are delivered (service/delivery.h): up to which number, and who does it until when,
-- with a number that grows each time another one takes over.
CREATE TABLE IF NOT EXISTS event_peer (
    org_id TEXT NOT NULL,
    peer TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    holder BYTEA NOT NULL,
    fence BIGINT NOT NULL,
    until_us BIGINT NOT NULL,
    PRIMARY KEY (org_id, peer)
);

-- A subject whose next event was refused, and how often. Its later ones wait for that.
CREATE TABLE IF NOT EXISTS event_held (
    org_id TEXT NOT NULL,
    peer TEXT NOT NULL,
    subject TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    subject_sequence BIGINT NOT NULL,
    tries BIGINT NOT NULL,
    due_us BIGINT NOT NULL,
    parked_us BIGINT NOT NULL,
    code BIGINT NOT NULL,
    reason TEXT NOT NULL,
    message TEXT NOT NULL,
    PRIMARY KEY (org_id, peer, subject)
);

CREATE TABLE IF NOT EXISTS event_dropped (
    org_id TEXT NOT NULL,
    peer TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    reason TEXT NOT NULL,
    recorded_us BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    PRIMARY KEY (org_id, peer, sequence)
);

-- The events of others that had their effect here, in the transaction of the effect; the last of
-- each subject, up to which of them they are no longer kept and when the youngest of these was
-- accepted; and the last number of who delivers.
CREATE TABLE IF NOT EXISTS event_in (
    org_id TEXT NOT NULL,
    source TEXT NOT NULL,
    uid BYTEA NOT NULL,
    subject TEXT NOT NULL,
    subject_sequence BIGINT NOT NULL,
    recorded_us BIGINT NOT NULL,
    PRIMARY KEY (org_id, source, uid),
    UNIQUE (org_id, source, subject, subject_sequence)
);

CREATE INDEX IF NOT EXISTS event_in_age ON event_in (recorded_us);

CREATE TABLE IF NOT EXISTS event_in_subject (
    org_id TEXT NOT NULL,
    source TEXT NOT NULL,
    subject TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    pruned BIGINT NOT NULL,
    pruned_us BIGINT NOT NULL,
    PRIMARY KEY (org_id, source, subject)
);

CREATE TABLE IF NOT EXISTS event_in_source (
    org_id TEXT NOT NULL,
    source TEXT NOT NULL,
    fence BIGINT NOT NULL,
    PRIMARY KEY (org_id, source)
);
