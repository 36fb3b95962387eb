-- Development: what stands in a programme besides money and indicators.
--
-- A dossier is a thing whose state moves on a day: a certification, a milestone, an enterprise, a
-- trade event, a research effort, a grant, a product (`noun` says which). What is recorded of it
-- once never changes; what happens to it are its moves.

-- subject: what the dossier is about, the same key wherever that is. related: the id of another
-- dossier of the programme. project_uid is NULL for the programme as a whole. version counts moves
-- and retractions, for etags.
CREATE TABLE IF NOT EXISTS dossier (
    org_id TEXT NOT NULL,
    programme_uid BYTEA NOT NULL,
    noun BIGINT NOT NULL,
    uid BYTEA NOT NULL,
    id TEXT NOT NULL,
    project_uid BYTEA,
    site TEXT NOT NULL,
    subject TEXT NOT NULL,
    title TEXT NOT NULL,
    title_zh TEXT NOT NULL,
    kind BIGINT NOT NULL,
    grade TEXT NOT NULL,
    line TEXT NOT NULL,
    party TEXT NOT NULL,
    related TEXT NOT NULL,
    amount_minor BIGINT NOT NULL,
    planned_on BIGINT NOT NULL,
    planned_until BIGINT NOT NULL,
    reference TEXT NOT NULL,
    version BIGINT NOT NULL,
    changed_us BIGINT NOT NULL,
    recorded_us BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    PRIMARY KEY (org_id, programme_uid, noun, uid),
    UNIQUE (org_id, programme_uid, noun, id)
);

-- For "which dossiers are of this project, and name this site".
CREATE INDEX IF NOT EXISTS dossier_project ON dossier (org_id, project_uid, site);
-- For "what else is about this subject".
CREATE INDEX IF NOT EXISTS dossier_subject ON dossier (org_id, programme_uid, noun, subject);

-- One move, to `state`. The last that is not retracted says in which state its dossier is; among
-- those that are not, days never go back.
CREATE TABLE IF NOT EXISTS dossier_move (
    org_id TEXT NOT NULL,
    dossier_uid BYTEA NOT NULL,
    sequence BIGINT NOT NULL,
    move BIGINT NOT NULL,
    state BIGINT NOT NULL,
    moved_on BIGINT NOT NULL,
    forecast_on BIGINT NOT NULL,
    reference TEXT NOT NULL,
    reason TEXT NOT NULL,
    recorded_us BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    retracted_us BIGINT NOT NULL,
    retracted_by TEXT NOT NULL,
    retraction TEXT NOT NULL,
    PRIMARY KEY (org_id, dossier_uid, sequence)
);

-- An observation of a fact of a place, never edited; a row that names another in `reverses` repeats
-- it, and neither of the two counts.
CREATE TABLE IF NOT EXISTS site_fact (
    org_id TEXT NOT NULL,
    programme_uid BYTEA NOT NULL,
    uid BYTEA NOT NULL,
    id TEXT NOT NULL,
    project_uid BYTEA,
    site TEXT NOT NULL,
    subject TEXT NOT NULL,
    kind BIGINT NOT NULL,
    unit TEXT NOT NULL,
    decimals BIGINT NOT NULL,
    value BIGINT NOT NULL,
    effective_on BIGINT NOT NULL,
    reference TEXT NOT NULL,
    reverses BYTEA,
    recorded_us BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    PRIMARY KEY (org_id, programme_uid, uid),
    UNIQUE (org_id, programme_uid, id),
    UNIQUE (org_id, programme_uid, reverses)
);

CREATE INDEX IF NOT EXISTS site_fact_project ON site_fact (org_id, project_uid, site);

-- What an enterprise sold in a month, a quarter or a year. subject is that of the enterprise: its
-- periods do not overlap among the rows that count, in whatever project it is. Never edited; a row
-- that names another in `reverses` repeats it, and neither of the two counts.
CREATE TABLE IF NOT EXISTS enterprise_sale (
    org_id TEXT NOT NULL,
    programme_uid BYTEA NOT NULL,
    uid BYTEA NOT NULL,
    id TEXT NOT NULL,
    enterprise_uid BYTEA NOT NULL,
    subject TEXT NOT NULL,
    period TEXT NOT NULL,
    period_from BIGINT NOT NULL,
    basis BIGINT NOT NULL,
    amount_minor BIGINT NOT NULL,
    effective_on BIGINT NOT NULL,
    reference TEXT NOT NULL,
    reverses BYTEA,
    recorded_us BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    PRIMARY KEY (org_id, programme_uid, uid),
    UNIQUE (org_id, programme_uid, id),
    UNIQUE (org_id, programme_uid, reverses)
);

-- For "is this period told already".
CREATE INDEX IF NOT EXISTS enterprise_sale_subject
    ON enterprise_sale (org_id, programme_uid, subject, period_from);

-- What came of a trade event. letter_uid: the letters of intent that these orders came of. Never
-- edited; a row that names another in `reverses` repeats it, and neither of the two counts.
CREATE TABLE IF NOT EXISTS trade_result (
    org_id TEXT NOT NULL,
    programme_uid BYTEA NOT NULL,
    uid BYTEA NOT NULL,
    id TEXT NOT NULL,
    event_uid BYTEA NOT NULL,
    kind BIGINT NOT NULL,
    quantity BIGINT NOT NULL,
    amount_minor BIGINT NOT NULL,
    letter_uid BYTEA,
    effective_on BIGINT NOT NULL,
    reference TEXT NOT NULL,
    reverses BYTEA,
    recorded_us BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    PRIMARY KEY (org_id, programme_uid, uid),
    UNIQUE (org_id, programme_uid, id),
    UNIQUE (org_id, programme_uid, reverses)
);

-- For "which orders came of this letter".
CREATE INDEX IF NOT EXISTS trade_result_letter
    ON trade_result (org_id, programme_uid, letter_uid);
