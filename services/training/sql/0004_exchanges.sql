-- What institutions do for each other, and what came of it. Rows are never edited: a wrong one is
-- named in struck_record and counts no longer.
CREATE TABLE IF NOT EXISTS struck_record (
    org_id TEXT NOT NULL,
    uid BYTEA NOT NULL,
    recorded_us BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (org_id, uid)
);

CREATE TABLE IF NOT EXISTS pairing (
    org_id TEXT NOT NULL,
    uid BYTEA NOT NULL,
    id TEXT NOT NULL,
    recorded_us BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    kind BIGINT NOT NULL,
    home_uid BYTEA NOT NULL,
    host_uid BYTEA NOT NULL,
    starts_on BIGINT NOT NULL,
    agreed_until BIGINT NOT NULL,
    agreement TEXT NOT NULL,
    PRIMARY KEY (org_id, uid),
    UNIQUE (org_id, id)
);

-- The first day without the pairing.
CREATE TABLE IF NOT EXISTS pairing_end (
    org_id TEXT NOT NULL,
    pairing_uid BYTEA NOT NULL,
    ended_on BIGINT NOT NULL,
    reason TEXT NOT NULL,
    recorded_us BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    PRIMARY KEY (org_id, pairing_uid)
);

CREATE TABLE IF NOT EXISTS award (
    org_id TEXT NOT NULL,
    uid BYTEA NOT NULL,
    id TEXT NOT NULL,
    recorded_us BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    organisation_uid BYTEA NOT NULL,
    title TEXT NOT NULL,
    competition TEXT NOT NULL,
    level BIGINT NOT NULL,
    winners BIGINT NOT NULL,
    effective_on BIGINT NOT NULL,
    count BIGINT NOT NULL,
    reference TEXT NOT NULL,
    PRIMARY KEY (org_id, uid),
    UNIQUE (org_id, id)
);

CREATE TABLE IF NOT EXISTS medal (
    org_id TEXT NOT NULL,
    uid BYTEA NOT NULL,
    id TEXT NOT NULL,
    recorded_us BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    organisation_uid BYTEA NOT NULL,
    competition TEXT NOT NULL,
    event TEXT NOT NULL,
    level BIGINT NOT NULL,
    rank BIGINT NOT NULL,
    effective_on BIGINT NOT NULL,
    count BIGINT NOT NULL,
    reference TEXT NOT NULL,
    PRIMARY KEY (org_id, uid),
    UNIQUE (org_id, id)
);

CREATE TABLE IF NOT EXISTS exam_result (
    org_id TEXT NOT NULL,
    uid BYTEA NOT NULL,
    id TEXT NOT NULL,
    recorded_us BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    organisation_uid BYTEA NOT NULL,
    subject TEXT NOT NULL,
    year BIGINT NOT NULL,
    paper TEXT NOT NULL,
    candidates BIGINT NOT NULL,
    mean_hundredths BIGINT NOT NULL,
    effective_on BIGINT NOT NULL,
    reference TEXT NOT NULL,
    PRIMARY KEY (org_id, uid),
    UNIQUE (org_id, id)
);

-- Which result stands for an organisation, subject and year: the key lets there be one.
CREATE TABLE IF NOT EXISTS exam_result_place (
    org_id TEXT NOT NULL,
    organisation_uid BYTEA NOT NULL,
    subject TEXT NOT NULL,
    year BIGINT NOT NULL,
    exam_result_uid BYTEA NOT NULL,
    PRIMARY KEY (org_id, organisation_uid, subject, year),
    UNIQUE (org_id, exam_result_uid)
);

-- Who works for a host; person_uid leads to a person only as long as he agrees.
CREATE TABLE IF NOT EXISTS assignment (
    org_id TEXT NOT NULL,
    uid BYTEA NOT NULL,
    id TEXT NOT NULL,
    person_uid BYTEA NOT NULL,
    version BIGINT NOT NULL,
    created_us BIGINT NOT NULL,
    PRIMARY KEY (org_id, uid),
    UNIQUE (org_id, id)
);

CREATE INDEX IF NOT EXISTS assignment_of_person ON assignment (org_id, person_uid);

CREATE TABLE IF NOT EXISTS assignment_version (
    org_id TEXT NOT NULL,
    uid BYTEA NOT NULL,
    version BIGINT NOT NULL,
    recorded_us BIGINT NOT NULL,
    replaced_us BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    kind BIGINT NOT NULL,
    sender_uid BYTEA NOT NULL,
    host_uid BYTEA NOT NULL,
    field TEXT NOT NULL,
    state BIGINT NOT NULL,
    planned_start BIGINT NOT NULL,
    planned_end BIGINT NOT NULL,
    actual_start BIGINT NOT NULL,
    actual_end BIGINT NOT NULL,
    reference TEXT NOT NULL,
    PRIMARY KEY (org_id, uid, version)
);

CREATE TABLE IF NOT EXISTS assignment_entry (
    org_id TEXT NOT NULL,
    uid BYTEA NOT NULL,
    id TEXT NOT NULL,
    recorded_us BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    assignment_uid BYTEA NOT NULL,
    kind BIGINT NOT NULL,
    days BIGINT NOT NULL,
    title TEXT NOT NULL,
    effective_on BIGINT NOT NULL,
    reference TEXT NOT NULL,
    PRIMARY KEY (org_id, uid),
    UNIQUE (org_id, id)
);

CREATE INDEX IF NOT EXISTS assignment_entry_of ON assignment_entry (org_id, assignment_uid, uid);

-- Who learns from whom; both uids lead to persons only as long as these agree.
CREATE TABLE IF NOT EXISTS mentor_pair (
    org_id TEXT NOT NULL,
    uid BYTEA NOT NULL,
    id TEXT NOT NULL,
    mentor_uid BYTEA NOT NULL,
    mentee_uid BYTEA NOT NULL,
    pairing_uid BYTEA NOT NULL,
    version BIGINT NOT NULL,
    created_us BIGINT NOT NULL,
    PRIMARY KEY (org_id, uid),
    UNIQUE (org_id, id)
);

CREATE INDEX IF NOT EXISTS mentor_pair_of_mentor ON mentor_pair (org_id, mentor_uid);

CREATE INDEX IF NOT EXISTS mentor_pair_of_mentee ON mentor_pair (org_id, mentee_uid);

CREATE TABLE IF NOT EXISTS mentor_pair_version (
    org_id TEXT NOT NULL,
    uid BYTEA NOT NULL,
    version BIGINT NOT NULL,
    recorded_us BIGINT NOT NULL,
    replaced_us BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    state BIGINT NOT NULL,
    starts_on BIGINT NOT NULL,
    agreed_until BIGINT NOT NULL,
    ended_on BIGINT NOT NULL,
    PRIMARY KEY (org_id, uid, version)
);

-- The one pair of two persons that goes on.
CREATE TABLE IF NOT EXISTS mentor_pair_live (
    org_id TEXT NOT NULL,
    mentor_uid BYTEA NOT NULL,
    mentee_uid BYTEA NOT NULL,
    mentor_pair_uid BYTEA NOT NULL,
    PRIMARY KEY (org_id, mentor_uid, mentee_uid),
    UNIQUE (org_id, mentor_pair_uid)
);

-- What was answered some months after a course; only the enrolment leads to a person.
CREATE TABLE IF NOT EXISTS employment_outcome (
    org_id TEXT NOT NULL,
    uid BYTEA NOT NULL,
    id TEXT NOT NULL,
    recorded_us BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    enrolment_uid BYTEA NOT NULL,
    mark BIGINT NOT NULL,
    answer BIGINT NOT NULL,
    in_field BIGINT NOT NULL,
    effective_on BIGINT NOT NULL,
    PRIMARY KEY (org_id, uid),
    UNIQUE (org_id, id)
);

CREATE INDEX IF NOT EXISTS employment_outcome_of ON employment_outcome (org_id, enrolment_uid);

-- Which answer stands for an enrolment and mark: the key lets there be one.
CREATE TABLE IF NOT EXISTS employment_outcome_place (
    org_id TEXT NOT NULL,
    enrolment_uid BYTEA NOT NULL,
    mark BIGINT NOT NULL,
    outcome_uid BYTEA NOT NULL,
    PRIMARY KEY (org_id, enrolment_uid, mark),
    UNIQUE (org_id, outcome_uid)
);
