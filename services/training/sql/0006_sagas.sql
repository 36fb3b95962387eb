-- What has to follow in another service (service/saga_store.h). pending: 1 while it has to.
-- claimed_us: until when somebody is at a step of it; 0: nobody is. trace: the ids and flags of the
-- call that wanted it last (base/scope.h), or nothing. reason, message: what went wrong last.
CREATE TABLE IF NOT EXISTS saga (
    org_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    uid BYTEA NOT NULL,
    pending BIGINT NOT NULL,
    fence BIGINT NOT NULL,
    tries BIGINT NOT NULL,
    next_us BIGINT NOT NULL,
    claimed_us BIGINT NOT NULL,
    trace BYTEA NOT NULL,
    reason TEXT NOT NULL,
    message TEXT NOT NULL,
    PRIMARY KEY (org_id, kind, uid)
);

CREATE INDEX IF NOT EXISTS saga_due ON saga (kind, next_us) WHERE pending = 1;

-- What is reserved for a cohort on a line of a budget. state: what its readers are shown, and what
-- is wished. known: what is known of the reservation there. number: of the attempt to open; names
-- there derive from it. The days are those of the first attempt of each step, since a step that is
-- repeated says the same.
CREATE TABLE IF NOT EXISTS cohort_funding (
    org_id TEXT NOT NULL,
    cohort_uid BYTEA NOT NULL,
    number BIGINT NOT NULL,
    state BIGINT NOT NULL,
    known BIGINT NOT NULL,
    budget_line TEXT NOT NULL,
    currency TEXT NOT NULL,
    amount_minor BIGINT NOT NULL,
    opened_on BIGINT NOT NULL,
    opened_by TEXT NOT NULL,
    actual_minor BIGINT NOT NULL,
    pay_minor BIGINT NOT NULL,
    ended_by TEXT NOT NULL,
    PRIMARY KEY (org_id, cohort_uid)
);
