-- Money: reserved when it is submitted, posted when a second person approves it.

-- What may be taken from a budget line (by commitments, cuts and transfers) or from a commitment
-- (by disbursements and releases). limit_minor: what it has; posted_minor: what approved takings
-- took; pending_minor: what submitted ones have reserved. Every taking raises one of the two in
-- the transaction of its own row. phase: 0 submitted itself, so that nothing under it can be
-- approved yet; 1 open; 2 closed by a release; 3 reversed. opened_on: nothing may be dated before
-- it. floor_on: the date of the latest giving (reversal, increase, refund); a taking dated before
-- it could have been over the limit on the days between, so there is none.
CREATE TABLE IF NOT EXISTS account (
    org_id TEXT NOT NULL,
    uid BYTEA NOT NULL,
    limit_minor BIGINT NOT NULL,
    posted_minor BIGINT NOT NULL,
    pending_minor BIGINT NOT NULL,
    phase BIGINT NOT NULL,
    opened_on BIGINT NOT NULL,
    floor_on BIGINT NOT NULL,
    PRIMARY KEY (org_id, uid),
    CHECK (posted_minor >= 0 AND pending_minor >= 0 AND posted_minor + pending_minor <= limit_minor)
);

-- The four kinds of entry have the same columns before their own. What a report reads of every
-- entry comes first, since a row is read from its beginning. state: of service/approval.h. makers:
-- who submitted or edited it. A negative amount cancels (all or some of) what `reverses` names, an
-- id of the same table; reversed_by is there from when such an entry is submitted. held_us: when it
-- was submitted, 0 for a draft. resolved_us: when it was approved or refused; posted_us: when it
-- was approved; both INT64_MAX before. So at any instant K an entry is posted if posted_us <= K,
-- and pending if it was held by K and not resolved by K. What is posted is never changed: what
-- comes after (reversed_by, returned_minor, paid_on) stands beside it.
CREATE TABLE IF NOT EXISTS budget_line (
    org_id TEXT NOT NULL,
    project_uid BYTEA NOT NULL,
    uid BYTEA NOT NULL,
    amount_minor BIGINT NOT NULL,
    effective_on BIGINT NOT NULL,
    held_us BIGINT NOT NULL,
    resolved_us BIGINT NOT NULL,
    posted_us BIGINT NOT NULL,
    posted_minor BIGINT NOT NULL,
    year BIGINT NOT NULL,
    id TEXT NOT NULL,
    reference TEXT NOT NULL,
    reverses TEXT NOT NULL,
    reversed_by TEXT NOT NULL,
    recorded_us BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    state BIGINT NOT NULL,
    version BIGINT NOT NULL,
    makers TEXT NOT NULL,
    hold_until BIGINT NOT NULL,
    note TEXT NOT NULL,
    judged_by TEXT NOT NULL,
    title TEXT NOT NULL,
    title_zh TEXT NOT NULL,
    category TEXT NOT NULL,
    site TEXT NOT NULL,
    PRIMARY KEY (org_id, project_uid, uid),
    UNIQUE (org_id, project_uid, id),
    CHECK (amount_minor <> 0)
);

-- payee: the id of a partner of the programme, which never changes; '': not said.
CREATE TABLE IF NOT EXISTS commitment (
    org_id TEXT NOT NULL,
    project_uid BYTEA NOT NULL,
    uid BYTEA NOT NULL,
    amount_minor BIGINT NOT NULL,
    effective_on BIGINT NOT NULL,
    held_us BIGINT NOT NULL,
    resolved_us BIGINT NOT NULL,
    posted_us BIGINT NOT NULL,
    posted_minor BIGINT NOT NULL,
    year BIGINT NOT NULL,
    line_uid BYTEA NOT NULL,
    id TEXT NOT NULL,
    reference TEXT NOT NULL,
    reverses TEXT NOT NULL,
    reversed_by TEXT NOT NULL,
    recorded_us BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    state BIGINT NOT NULL,
    version BIGINT NOT NULL,
    makers TEXT NOT NULL,
    hold_until BIGINT NOT NULL,
    note TEXT NOT NULL,
    judged_by TEXT NOT NULL,
    payee TEXT NOT NULL,
    PRIMARY KEY (org_id, project_uid, uid),
    UNIQUE (org_id, project_uid, id),
    CHECK (amount_minor <> 0)
);

-- returned_minor: of it, what refunds and a reversal have given back or want to.
CREATE TABLE IF NOT EXISTS disbursement (
    org_id TEXT NOT NULL,
    project_uid BYTEA NOT NULL,
    uid BYTEA NOT NULL,
    amount_minor BIGINT NOT NULL,
    effective_on BIGINT NOT NULL,
    held_us BIGINT NOT NULL,
    resolved_us BIGINT NOT NULL,
    posted_us BIGINT NOT NULL,
    posted_minor BIGINT NOT NULL,
    year BIGINT NOT NULL,
    line_uid BYTEA NOT NULL,
    id TEXT NOT NULL,
    reference TEXT NOT NULL,
    reverses TEXT NOT NULL,
    reversed_by TEXT NOT NULL,
    recorded_us BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    state BIGINT NOT NULL,
    version BIGINT NOT NULL,
    makers TEXT NOT NULL,
    hold_until BIGINT NOT NULL,
    note TEXT NOT NULL,
    judged_by TEXT NOT NULL,
    commitment_uid BYTEA NOT NULL,
    returned_minor BIGINT NOT NULL,
    paid_on BIGINT NOT NULL,
    evidence TEXT NOT NULL,
    PRIMARY KEY (org_id, project_uid, uid),
    UNIQUE (org_id, project_uid, id),
    CHECK (amount_minor <> 0),
    CHECK (returned_minor >= 0 AND (amount_minor < 0 OR returned_minor <= posted_minor))
);

-- For "what waits for approval"; each holds only what does.
CREATE INDEX IF NOT EXISTS budget_line_waiting ON budget_line (org_id, project_uid, uid)
    WHERE state = 2;
CREATE INDEX IF NOT EXISTS commitment_waiting ON commitment (org_id, project_uid, uid)
    WHERE state = 2;
CREATE INDEX IF NOT EXISTS disbursement_waiting ON disbursement (org_id, project_uid, uid)
    WHERE state = 2;

-- What a budget line has more or less: amount_minor, signed. kind: a BudgetChangeKind. A transfer
-- is two of them, one for each line, which name each other in pair_project_uid and pair_id ('':
-- none) and are moved together. year: of the line.
CREATE TABLE IF NOT EXISTS budget_change (
    org_id TEXT NOT NULL,
    project_uid BYTEA NOT NULL,
    uid BYTEA NOT NULL,
    amount_minor BIGINT NOT NULL,
    effective_on BIGINT NOT NULL,
    held_us BIGINT NOT NULL,
    resolved_us BIGINT NOT NULL,
    posted_us BIGINT NOT NULL,
    posted_minor BIGINT NOT NULL,
    year BIGINT NOT NULL,
    line_uid BYTEA NOT NULL,
    id TEXT NOT NULL,
    reference TEXT NOT NULL,
    reverses TEXT NOT NULL,
    reversed_by TEXT NOT NULL,
    recorded_us BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    state BIGINT NOT NULL,
    version BIGINT NOT NULL,
    makers TEXT NOT NULL,
    hold_until BIGINT NOT NULL,
    note TEXT NOT NULL,
    judged_by TEXT NOT NULL,
    kind BIGINT NOT NULL,
    pair_project_uid BYTEA NOT NULL,
    pair_id TEXT NOT NULL,
    PRIMARY KEY (org_id, project_uid, uid),
    UNIQUE (org_id, project_uid, id),
    CHECK (amount_minor <> 0)
);
CREATE INDEX IF NOT EXISTS budget_change_waiting ON budget_change (org_id, project_uid, uid)
    WHERE state = 2;
