-- Periods that are closed, and indicators with their targets and results.

-- id: 2025, 2025-q1 or 2025-03. Only periods that were ever locked have a row. asked_by: who asked
-- to have it unlocked; '' when nobody does.
CREATE TABLE IF NOT EXISTS period (
    org_id TEXT NOT NULL,
    programme_uid BYTEA NOT NULL,
    id TEXT NOT NULL,
    uid BYTEA NOT NULL,
    state BIGINT NOT NULL,
    version BIGINT NOT NULL,
    asked_by TEXT NOT NULL,
    PRIMARY KEY (org_id, programme_uid, id),
    UNIQUE (org_id, programme_uid, uid)
);

CREATE TABLE IF NOT EXISTS period_change (
    org_id TEXT NOT NULL,
    period_uid BYTEA NOT NULL,
    version BIGINT NOT NULL,
    move BIGINT NOT NULL,
    reason TEXT NOT NULL,
    recorded_us BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    PRIMARY KEY (org_id, period_uid, version)
);

-- scale: the words, each on a line of its own. baseline_on 0: there is no baseline.
CREATE TABLE IF NOT EXISTS indicator (
    org_id TEXT NOT NULL,
    programme_uid BYTEA NOT NULL,
    uid BYTEA NOT NULL,
    id TEXT NOT NULL,
    kind BIGINT NOT NULL,
    decimals BIGINT NOT NULL,
    grain BIGINT NOT NULL,
    counts_people BIGINT NOT NULL,
    measure BIGINT NOT NULL,
    people BIGINT NOT NULL,
    descending BIGINT NOT NULL,
    across_sites BIGINT NOT NULL,
    across_projects BIGINT NOT NULL,
    collection BIGINT NOT NULL,
    scale TEXT NOT NULL,
    feed_figure BIGINT NOT NULL,
    feed_below TEXT NOT NULL,
    feed_project TEXT NOT NULL,
    feed_site TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_us BIGINT NOT NULL,
    PRIMARY KEY (org_id, programme_uid, uid),
    UNIQUE (org_id, programme_uid, id)
);

CREATE TABLE IF NOT EXISTS indicator_version (
    org_id TEXT NOT NULL,
    uid BYTEA NOT NULL,
    version BIGINT NOT NULL,
    recorded_us BIGINT NOT NULL,
    replaced_us BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    title TEXT NOT NULL,
    title_zh TEXT NOT NULL,
    unit TEXT NOT NULL,
    unit_zh TEXT NOT NULL,
    result_type BIGINT NOT NULL,
    source BIGINT NOT NULL,
    evidence_required BIGINT NOT NULL,
    due_days BIGINT NOT NULL,
    baseline_value BIGINT NOT NULL,
    baseline_on BIGINT NOT NULL,
    baseline_comment TEXT NOT NULL,
    PRIMARY KEY (org_id, uid, version)
);

-- A row that names another in `reverses` repeats its value and weight; neither of the two counts.
CREATE TABLE IF NOT EXISTS observation (
    org_id TEXT NOT NULL,
    indicator_uid BYTEA NOT NULL,
    uid BYTEA NOT NULL,
    id TEXT NOT NULL,
    project_uid BYTEA NOT NULL,
    site TEXT NOT NULL,
    subject TEXT NOT NULL,
    effective_on BIGINT NOT NULL,
    value BIGINT NOT NULL,
    weight BIGINT NOT NULL,
    reference TEXT NOT NULL,
    reverses BYTEA,
    recorded_us BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    PRIMARY KEY (org_id, indicator_uid, uid),
    UNIQUE (org_id, indicator_uid, id),
    UNIQUE (org_id, indicator_uid, reverses)
);

-- Of levels and distinct counts: the observations that count now, by what the newest is the newest
-- of (series). Changed with each observation and reversal, as are the days below; `verify` makes
-- both anew.
CREATE TABLE IF NOT EXISTS observation_live (
    org_id TEXT NOT NULL,
    indicator_uid BYTEA NOT NULL,
    series TEXT NOT NULL,
    effective_on BIGINT NOT NULL,
    recorded_us BIGINT NOT NULL,
    uid BYTEA NOT NULL,
    value BIGINT NOT NULL,
    PRIMARY KEY (org_id, indicator_uid, series, effective_on, recorded_us, uid)
);

-- What each day adds to an indicator's figures. live: how many observations of it count. Sums are
-- high * 10^18 + low.
CREATE TABLE IF NOT EXISTS observation_day (
    org_id TEXT NOT NULL,
    indicator_uid BYTEA NOT NULL,
    effective_on BIGINT NOT NULL,
    live BIGINT NOT NULL,
    observations BIGINT NOT NULL,
    value_high BIGINT NOT NULL,
    value_low BIGINT NOT NULL,
    weight_high BIGINT NOT NULL,
    weight_low BIGINT NOT NULL,
    changed_us BIGINT NOT NULL,
    PRIMARY KEY (org_id, indicator_uid, effective_on)
);

-- For "is this site named by an observation".
CREATE INDEX IF NOT EXISTS observation_project ON observation (org_id, project_uid, site);

-- What is to be reached: one for an indicator, a period (0: the whole programme; else year * 100 +
-- last month) and a place. project_uid 16 zero bytes: the programme as a whole.
CREATE TABLE IF NOT EXISTS target (
    org_id TEXT NOT NULL,
    indicator_uid BYTEA NOT NULL,
    uid BYTEA NOT NULL,
    id TEXT NOT NULL,
    period BIGINT NOT NULL,
    project_uid BYTEA NOT NULL,
    site TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_us BIGINT NOT NULL,
    PRIMARY KEY (org_id, indicator_uid, uid),
    UNIQUE (org_id, indicator_uid, id),
    UNIQUE (org_id, indicator_uid, period, project_uid, site)
);

-- reason: of the change that made this version; '' for the first.
CREATE TABLE IF NOT EXISTS target_version (
    org_id TEXT NOT NULL,
    uid BYTEA NOT NULL,
    version BIGINT NOT NULL,
    recorded_us BIGINT NOT NULL,
    replaced_us BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    value BIGINT NOT NULL,
    rating TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (org_id, uid, version)
);

CREATE INDEX IF NOT EXISTS target_project ON target (org_id, project_uid, site);

-- What somebody says about an indicator, a period and a place. state: of service/approval.h, or 8:
-- superseded. place: 0 of the one that is open, 1 of the one that stands approved, its own uid of
-- all others; so of each there is one. supersedes, superseded_by: ids, '' none. documents: each on
-- a line of its own. approved_us, superseded_us: 2^63 - 1 until then.
CREATE TABLE IF NOT EXISTS result (
    org_id TEXT NOT NULL,
    indicator_uid BYTEA NOT NULL,
    uid BYTEA NOT NULL,
    id TEXT NOT NULL,
    period BIGINT NOT NULL,
    project_uid BYTEA NOT NULL,
    site TEXT NOT NULL,
    place BYTEA NOT NULL,
    state BIGINT NOT NULL,
    version BIGINT NOT NULL,
    makers TEXT NOT NULL,
    judged_by TEXT NOT NULL,
    note TEXT NOT NULL,
    value BIGINT NOT NULL,
    weight BIGINT NOT NULL,
    rating TEXT NOT NULL,
    statement TEXT NOT NULL,
    documents TEXT NOT NULL,
    supersedes TEXT NOT NULL,
    superseded_by TEXT NOT NULL,
    correction TEXT NOT NULL,
    created_us BIGINT NOT NULL,
    updated_us BIGINT NOT NULL,
    approved_us BIGINT NOT NULL,
    superseded_us BIGINT NOT NULL,
    PRIMARY KEY (org_id, indicator_uid, uid),
    UNIQUE (org_id, indicator_uid, id),
    UNIQUE (org_id, indicator_uid, period, project_uid, site, place)
);

CREATE INDEX IF NOT EXISTS result_project ON result (org_id, project_uid, site);

-- What other services told of themselves: of each subject the newest, which indicators are made of
-- that are fed (fed_figure/feed.h). effective_on 0: there is nothing of it any more.
CREATE TABLE IF NOT EXISTS fed_figure (
    org_id TEXT NOT NULL,
    figure BIGINT NOT NULL,
    subject TEXT NOT NULL,
    currency TEXT NOT NULL,
    event_uid BYTEA NOT NULL,
    effective_on BIGINT NOT NULL,
    value BIGINT NOT NULL,
    PRIMARY KEY (org_id, figure, subject, currency)
);
