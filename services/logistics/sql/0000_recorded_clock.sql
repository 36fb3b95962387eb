-- The tables of the logistics program: org_id, the tenant, leads every key. Times are microseconds
-- UTC, dates are numbers like 20250331 (0: none), money is minor units, mass is grams.

-- The recorded time last given out: later rows get a greater one, so a report as of an instant that
-- has been looked at can never change.
CREATE TABLE IF NOT EXISTS recorded_clock (
    org_id TEXT NOT NULL,
    at_us BIGINT NOT NULL,
    PRIMARY KEY (org_id)
);
