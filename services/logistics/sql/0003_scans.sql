-- Hubs, their readers, their scans and what follows from those.
--
-- hub_no, reader_no, parcel_no are small running numbers beside the ids of people, so that the
-- rows, of which there are millions, are short. What no statement asks for by itself is packed in
-- one BYTEA (scan/scan_bytes.h, parcel/state_bytes.h).

CREATE TABLE IF NOT EXISTS hub (
    org_id TEXT NOT NULL,
    hub_no BIGINT NOT NULL,
    id TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_us BIGINT NOT NULL,
    recorded_us BIGINT NOT NULL,
    title TEXT NOT NULL,
    title_zh TEXT NOT NULL,
    offset_minutes BIGINT NOT NULL,
    shifts BYTEA NOT NULL,
    seq BIGINT NOT NULL,
    parcel_no BIGINT NOT NULL,
    closed_on BIGINT NOT NULL,
    PRIMARY KEY (org_id, hub_no),
    UNIQUE (org_id, id)
);

CREATE TABLE IF NOT EXISTS reader (
    org_id TEXT NOT NULL,
    hub_no BIGINT NOT NULL,
    reader_no BIGINT NOT NULL,
    id TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_us BIGINT NOT NULL,
    recorded_us BIGINT NOT NULL,
    title TEXT NOT NULL,
    kind BIGINT NOT NULL,
    durable_number BIGINT NOT NULL,
    skew_us BIGINT NOT NULL,
    last_us BIGINT NOT NULL,
    PRIMARY KEY (org_id, hub_no, reader_no),
    UNIQUE (org_id, hub_no, id)
);

-- The log: never changed, never deleted. A reader and its running number are a scan's identity.
CREATE TABLE IF NOT EXISTS scan (
    org_id TEXT NOT NULL,
    hub_no BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    reader_no BIGINT NOT NULL,
    number BIGINT NOT NULL,
    parcel_no BIGINT NOT NULL,
    body BYTEA NOT NULL,
    PRIMARY KEY (org_id, hub_no, seq),
    UNIQUE (org_id, hub_no, reader_no, number)
);

-- into_no: the parcel that this one turned out to be. links: how many of its own scans say so, and
-- which parcels any scan says are this one.
CREATE TABLE IF NOT EXISTS parcel (
    org_id TEXT NOT NULL,
    hub_no BIGINT NOT NULL,
    parcel_no BIGINT NOT NULL,
    carrier TEXT NOT NULL,
    number TEXT NOT NULL,
    into_no BIGINT NOT NULL,
    state BYTEA NOT NULL,
    scans BYTEA NOT NULL,
    links BYTEA NOT NULL,
    PRIMARY KEY (org_id, hub_no, parcel_no)
);

-- Numbers come again after months: since_min, the minute of the first scan, tells which it is.
CREATE TABLE IF NOT EXISTS parcel_number (
    org_id TEXT NOT NULL,
    hub_no BIGINT NOT NULL,
    carrier TEXT NOT NULL,
    number TEXT NOT NULL,
    since_min BIGINT NOT NULL,
    parcel_no BIGINT NOT NULL,
    PRIMARY KEY (org_id, hub_no, carrier, number, since_min)
);

-- The figures (parcel/facts.h): kind, part and key say what they are counted by.
CREATE TABLE IF NOT EXISTS hub_count (
    org_id TEXT NOT NULL,
    hub_no BIGINT NOT NULL,
    kind BIGINT NOT NULL,
    day BIGINT NOT NULL,
    part BIGINT NOT NULL,
    key BIGINT NOT NULL,
    inbound BIGINT NOT NULL,
    sorted BIGINT NOT NULL,
    missorted BIGINT NOT NULL,
    no_read BIGINT NOT NULL,
    recirculated BIGINT NOT NULL,
    rounds BIGINT NOT NULL,
    rejected BIGINT NOT NULL,
    dispatched BIGINT NOT NULL,
    timed BIGINT NOT NULL,
    latency_ms BIGINT NOT NULL,
    PRIMARY KEY (org_id, hub_no, kind, day, part, key)
);

-- What came to a closed day later: seq, the last scan of the batch that brought it.
CREATE TABLE IF NOT EXISTS hub_count_correction (
    org_id TEXT NOT NULL,
    hub_no BIGINT NOT NULL,
    kind BIGINT NOT NULL,
    day BIGINT NOT NULL,
    part BIGINT NOT NULL,
    key BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    recorded_us BIGINT NOT NULL,
    inbound BIGINT NOT NULL,
    sorted BIGINT NOT NULL,
    missorted BIGINT NOT NULL,
    no_read BIGINT NOT NULL,
    recirculated BIGINT NOT NULL,
    rounds BIGINT NOT NULL,
    rejected BIGINT NOT NULL,
    dispatched BIGINT NOT NULL,
    timed BIGINT NOT NULL,
    latency_ms BIGINT NOT NULL,
    PRIMARY KEY (org_id, hub_no, kind, day, part, key, seq)
);
