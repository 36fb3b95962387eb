-- What was posted of commitments and disbursements, by budget line and year, so that a report of
-- now need not read all of them; changed in the transaction of each of them. Each amount in two
-- columns, thousand millions and the rest, which are added up each by itself. latest_on: the latest
-- day of what is in it.
CREATE TABLE IF NOT EXISTS posted_sum (
    org_id TEXT NOT NULL,
    project_uid BYTEA NOT NULL,
    line_uid BYTEA NOT NULL,
    year BIGINT NOT NULL,
    committed_high BIGINT NOT NULL,
    committed_low BIGINT NOT NULL,
    disbursed_high BIGINT NOT NULL,
    disbursed_low BIGINT NOT NULL,
    latest_on BIGINT NOT NULL,
    PRIMARY KEY (org_id, project_uid, line_uid, year)
);

-- A draft that was moved to another year had stayed in the one before.
UPDATE commitment SET year = effective_on / 10000 WHERE year <> effective_on / 10000;

INSERT INTO posted_sum
SELECT org_id, project_uid, line_uid, year, CAST(SUM(posted_minor / 1000000000) AS BIGINT),
    CAST(SUM(posted_minor % 1000000000) AS BIGINT), 0, 0, MAX(effective_on)
FROM commitment WHERE state = 3 GROUP BY org_id, project_uid, line_uid, year;

INSERT INTO posted_sum
SELECT org_id, project_uid, line_uid, year, 0, 0,
    CAST(SUM(posted_minor / 1000000000) AS BIGINT), CAST(SUM(posted_minor % 1000000000) AS BIGINT),
    MAX(effective_on)
FROM disbursement WHERE state = 3 GROUP BY org_id, project_uid, line_uid, year
ON CONFLICT (org_id, project_uid, line_uid, year) DO UPDATE SET
    disbursed_high = excluded.disbursed_high, disbursed_low = excluded.disbursed_low,
    latest_on = CASE WHEN posted_sum.latest_on > excluded.latest_on THEN posted_sum.latest_on
        ELSE excluded.latest_on END;

-- What waits is found by when it was submitted, in the whole organisation: by its project an engine
-- would rather look through all that there ever was of it. A report finds all that it reads of
-- commitments and disbursements that wait in the index itself.
DROP INDEX IF EXISTS budget_line_waiting;
DROP INDEX IF EXISTS budget_change_waiting;
DROP INDEX IF EXISTS commitment_waiting;
DROP INDEX IF EXISTS disbursement_waiting;
CREATE INDEX IF NOT EXISTS budget_line_held ON budget_line (org_id, held_us) WHERE state = 2;
CREATE INDEX IF NOT EXISTS budget_change_held ON budget_change (org_id, held_us) WHERE state = 2;
CREATE INDEX IF NOT EXISTS commitment_held
    ON commitment (org_id, held_us, state, effective_on, line_uid, year, amount_minor)
    WHERE state = 2;
CREATE INDEX IF NOT EXISTS disbursement_held
    ON disbursement (org_id, held_us, state, effective_on, line_uid, year, amount_minor)
    WHERE state = 2;
