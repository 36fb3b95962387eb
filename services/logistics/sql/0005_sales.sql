-- Sales: a ledger. A sale and its entries are never edited; what each of them adds to the sums is a
-- posting, and every figure is a sum of postings. Dates are numbers like 20250331 (0: none), months
-- like 202503, amounts minor units.

-- paid_minor, refunded_minor and cancelled_minor are what the entries add up to; each entry raises
-- `revision`, so that two at once cannot both pass the same check. reference_held: the external
-- reference while the sale is not reversed.
CREATE TABLE IF NOT EXISTS sale (
    org_id TEXT NOT NULL,
    uid BYTEA NOT NULL,
    id TEXT NOT NULL,
    product TEXT NOT NULL,
    hs_code TEXT NOT NULL,
    hs_edition BIGINT NOT NULL,
    origin TEXT NOT NULL,
    channel TEXT NOT NULL,
    external_reference TEXT NOT NULL,
    reference_held TEXT,
    buyer_region TEXT NOT NULL,
    quantity_milli BIGINT NOT NULL,
    unit TEXT NOT NULL,
    currency TEXT NOT NULL,
    amount_minor BIGINT NOT NULL,
    signed_on BIGINT NOT NULL,
    paid_on BIGINT NOT NULL,
    transport_reference TEXT,
    paid_minor BIGINT NOT NULL,
    refunded_minor BIGINT NOT NULL,
    cancelled_minor BIGINT NOT NULL,
    reversed_by TEXT,
    duplicate_of TEXT,
    revision BIGINT NOT NULL,
    recorded_us BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    PRIMARY KEY (org_id, uid),
    UNIQUE (org_id, id),
    UNIQUE (org_id, channel, reference_held),
    CHECK (amount_minor > 0),
    CHECK (quantity_milli > 0),
    CHECK (refunded_minor >= 0 AND refunded_minor <= paid_minor)
);

-- For what counts as a sale.
CREATE INDEX IF NOT EXISTS sale_duplicate ON sale (org_id, duplicate_of);

-- By what the same sale is found in another channel: what two of them have in common is one text,
-- a number of the transport, goods and buyer region, or the order a freight was marked with.
CREATE TABLE IF NOT EXISTS sale_likeness (
    org_id TEXT NOT NULL,
    likeness TEXT NOT NULL,
    sale_uid BYTEA NOT NULL,
    PRIMARY KEY (org_id, likeness, sale_uid)
);

-- kind: 1 payment, 2 refund, 3 cancellation, 4 reversal of the sale. A counter-entry names what it
-- cancels in `reverses`, which can happen once.
CREATE TABLE IF NOT EXISTS sale_entry (
    org_id TEXT NOT NULL,
    sale_uid BYTEA NOT NULL,
    uid BYTEA NOT NULL,
    id TEXT NOT NULL,
    kind BIGINT NOT NULL,
    amount_minor BIGINT NOT NULL,
    effective_on BIGINT NOT NULL,
    reference TEXT NOT NULL,
    reverses BYTEA,
    recorded_us BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    PRIMARY KEY (org_id, sale_uid, uid),
    UNIQUE (org_id, sale_uid, id),
    UNIQUE (org_id, sale_uid, reverses),
    CHECK (amount_minor <> 0)
);

-- measure: 1 signed, 2 paid, 3 refunded. cause: 1 recorded, 2 counter-entry, 3 match.
CREATE TABLE IF NOT EXISTS sale_posting (
    org_id TEXT NOT NULL,
    uid BYTEA NOT NULL,
    sale_uid BYTEA NOT NULL,
    entry_uid BYTEA,
    match_uid BYTEA,
    measure BIGINT NOT NULL,
    cause BIGINT NOT NULL,
    amount_minor BIGINT NOT NULL,
    effective_on BIGINT NOT NULL,
    recorded_us BIGINT NOT NULL,
    PRIMARY KEY (org_id, sale_uid, uid),
    UNIQUE (org_id, uid)
);

CREATE INDEX IF NOT EXISTS sale_posting_day ON sale_posting (org_id, effective_on);

-- evidence: bit n is set for SaleMatchEvidence n. state: 1 proposed, 2 confirmed, 3 rejected.
CREATE TABLE IF NOT EXISTS sale_match (
    org_id TEXT NOT NULL,
    uid BYTEA NOT NULL,
    id TEXT NOT NULL,
    sale TEXT NOT NULL,
    duplicate TEXT NOT NULL,
    evidence BIGINT NOT NULL,
    state BIGINT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (org_id, uid),
    UNIQUE (org_id, id)
);

-- Is there a match of the two?
CREATE INDEX IF NOT EXISTS sale_match_pair ON sale_match (org_id, sale, duplicate);

CREATE TABLE IF NOT EXISTS sale_match_step (
    org_id TEXT NOT NULL,
    match_uid BYTEA NOT NULL,
    version BIGINT NOT NULL,
    state BIGINT NOT NULL,
    reason TEXT NOT NULL,
    recorded_us BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    PRIMARY KEY (org_id, match_uid, version)
);

-- A month as it was known at recorded_us. Version 1 closes it.
CREATE TABLE IF NOT EXISTS sale_statement (
    org_id TEXT NOT NULL,
    month BIGINT NOT NULL,
    version BIGINT NOT NULL,
    reason TEXT NOT NULL,
    recorded_us BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    PRIMARY KEY (org_id, month, version)
);
