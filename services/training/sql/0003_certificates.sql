-- What keeps a person's data his own; what was assessed, and the certificates that came of it.

-- How long what is personal is kept, where that was set.
CREATE TABLE IF NOT EXISTS retention (
    org_id TEXT NOT NULL,
    class BIGINT NOT NULL,
    days BIGINT NOT NULL,
    recorded_us BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    PRIMARY KEY (org_id, class)
);

-- Never edited.
CREATE TABLE IF NOT EXISTS assessment (
    org_id TEXT NOT NULL,
    uid BYTEA NOT NULL,
    cohort_uid BYTEA NOT NULL,
    id TEXT NOT NULL,
    title TEXT NOT NULL,
    title_zh TEXT NOT NULL,
    max_score BIGINT NOT NULL,
    pass_score BIGINT NOT NULL,
    attempts_allowed BIGINT NOT NULL,
    rule BIGINT NOT NULL,
    recorded_us BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    PRIMARY KEY (org_id, cohort_uid, uid),
    UNIQUE (org_id, cohort_uid, id)
);

-- The numbers of a person's attempts are a key: of two at once one gets the next.
CREATE TABLE IF NOT EXISTS attempt (
    org_id TEXT NOT NULL,
    assessment_uid BYTEA NOT NULL,
    uid BYTEA NOT NULL,
    id TEXT NOT NULL,
    person_uid BYTEA NOT NULL,
    number BIGINT NOT NULL,
    score BIGINT NOT NULL,
    effective_on BIGINT NOT NULL,
    recorded_us BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    PRIMARY KEY (org_id, assessment_uid, uid),
    UNIQUE (org_id, assessment_uid, id),
    UNIQUE (org_id, assessment_uid, person_uid, number)
);

CREATE INDEX IF NOT EXISTS attempt_of_person ON attempt (org_id, person_uid);

-- A score that counts instead of the one before; both stay.
CREATE TABLE IF NOT EXISTS attempt_regrade (
    org_id TEXT NOT NULL,
    attempt_uid BYTEA NOT NULL,
    number BIGINT NOT NULL,
    score BIGINT NOT NULL,
    reason TEXT NOT NULL,
    recorded_us BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    PRIMARY KEY (org_id, attempt_uid, number)
);

-- name_digest: of the salt and name of the person when it was issued; without the salt, which goes
-- with the person, nobody can tell any more whose it was.
CREATE TABLE IF NOT EXISTS certificate (
    org_id TEXT NOT NULL,
    uid BYTEA NOT NULL,
    id TEXT NOT NULL,
    person_uid BYTEA NOT NULL,
    course_uid BYTEA NOT NULL,
    cohort_uid BYTEA NOT NULL,
    enrolment TEXT NOT NULL,
    code TEXT NOT NULL,
    name_digest BYTEA NOT NULL,
    state BIGINT NOT NULL,
    version BIGINT NOT NULL,
    issued_on BIGINT NOT NULL,
    expires_on BIGINT NOT NULL,
    supersedes_uid BYTEA,
    revocation BIGINT NOT NULL,
    revocation_makers TEXT NOT NULL,
    revocation_reason BIGINT NOT NULL,
    created_us BIGINT NOT NULL,
    recorded_us BIGINT NOT NULL,
    PRIMARY KEY (org_id, uid),
    UNIQUE (org_id, id),
    UNIQUE (org_id, code),
    UNIQUE (org_id, supersedes_uid)
);

CREATE INDEX IF NOT EXISTS certificate_of_person ON certificate (org_id, person_uid);

-- The one certificate of a person and cohort that is not revoked.
CREATE TABLE IF NOT EXISTS certificate_live (
    org_id TEXT NOT NULL,
    cohort_uid BYTEA NOT NULL,
    person_uid BYTEA NOT NULL,
    certificate_uid BYTEA NOT NULL,
    PRIMARY KEY (org_id, cohort_uid, person_uid)
);

-- Every step of a certificate, only added to; from_state 0: it was issued.
CREATE TABLE IF NOT EXISTS certificate_step (
    org_id TEXT NOT NULL,
    certificate_uid BYTEA NOT NULL,
    number BIGINT NOT NULL,
    from_state BIGINT NOT NULL,
    to_state BIGINT NOT NULL,
    effective_on BIGINT NOT NULL,
    reason_code BIGINT NOT NULL,
    reason TEXT NOT NULL,
    recorded_us BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    PRIMARY KEY (org_id, certificate_uid, number)
);

-- What a person must look at. closed_us: 0 while open, so at most one is open for a certificate.
CREATE TABLE IF NOT EXISTS review_task (
    org_id TEXT NOT NULL,
    uid BYTEA NOT NULL,
    id TEXT NOT NULL,
    certificate_uid BYTEA NOT NULL,
    cause BIGINT NOT NULL,
    outcome BIGINT NOT NULL,
    reason TEXT NOT NULL,
    closed_us BIGINT NOT NULL,
    closed_by TEXT NOT NULL,
    recorded_us BIGINT NOT NULL,
    PRIMARY KEY (org_id, uid),
    UNIQUE (org_id, id),
    UNIQUE (org_id, certificate_uid, closed_us)
);
