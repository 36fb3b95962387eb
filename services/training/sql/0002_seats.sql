-- People, courses, and who has a seat in them.

-- All that is personal of a person is this one row; his consents and every other table name him by
-- uid alone. Changed in place: no earlier name is kept. salt: of the digests that stand for name
-- and contact in the audit; they say nothing once it is gone. erased_us: 0, or when that was.
CREATE TABLE IF NOT EXISTS person (
    org_id TEXT NOT NULL,
    uid BYTEA NOT NULL,
    id TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_us BIGINT NOT NULL,
    recorded_us BIGINT NOT NULL,
    full_name TEXT NOT NULL,
    contact TEXT NOT NULL,
    organisation_uid BYTEA,
    salt BYTEA NOT NULL,
    erased_us BIGINT NOT NULL,
    PRIMARY KEY (org_id, uid),
    UNIQUE (org_id, id)
);

-- Those of whom nothing changed for long, for retention.
CREATE INDEX IF NOT EXISTS person_unchanged ON person (org_id, recorded_us) WHERE erased_us = 0;

-- course_uid: all zero, any course. ended: 0 while it holds, then its number: so at most one holds
-- for each purpose and course.
CREATE TABLE IF NOT EXISTS person_consent (
    org_id TEXT NOT NULL,
    person_uid BYTEA NOT NULL,
    number BIGINT NOT NULL,
    purpose BIGINT NOT NULL,
    text_version TEXT NOT NULL,
    course_uid BYTEA NOT NULL,
    given_date BIGINT NOT NULL,
    withdrawn_date BIGINT NOT NULL,
    recorded_us BIGINT NOT NULL,
    withdrawn_us BIGINT NOT NULL,
    ended BIGINT NOT NULL,
    PRIMARY KEY (org_id, person_uid, number),
    UNIQUE (org_id, person_uid, purpose, course_uid, ended)
);

CREATE TABLE IF NOT EXISTS course (
    org_id TEXT NOT NULL,
    uid BYTEA NOT NULL,
    id TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_us BIGINT NOT NULL,
    PRIMARY KEY (org_id, uid),
    UNIQUE (org_id, id)
);

CREATE TABLE IF NOT EXISTS course_version (
    org_id TEXT NOT NULL,
    uid BYTEA NOT NULL,
    version BIGINT NOT NULL,
    recorded_us BIGINT NOT NULL,
    replaced_us BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    title TEXT NOT NULL,
    title_zh TEXT NOT NULL,
    kind BIGINT NOT NULL,
    minutes BIGINT NOT NULL,
    organisation_uid BYTEA,
    PRIMARY KEY (org_id, uid, version)
);

CREATE TABLE IF NOT EXISTS cohort (
    org_id TEXT NOT NULL,
    uid BYTEA NOT NULL,
    course_uid BYTEA NOT NULL,
    id TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_us BIGINT NOT NULL,
    PRIMARY KEY (org_id, uid),
    UNIQUE (org_id, course_uid, id)
);

CREATE TABLE IF NOT EXISTS cohort_version (
    org_id TEXT NOT NULL,
    uid BYTEA NOT NULL,
    version BIGINT NOT NULL,
    recorded_us BIGINT NOT NULL,
    replaced_us BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    title TEXT NOT NULL,
    title_zh TEXT NOT NULL,
    state BIGINT NOT NULL,
    capacity BIGINT NOT NULL,
    waiting_capacity BIGINT NOT NULL,
    first_date BIGINT NOT NULL,
    last_date BIGINT NOT NULL,
    opens_date BIGINT NOT NULL,
    closes_date BIGINT NOT NULL,
    offer_hours BIGINT NOT NULL,
    languages TEXT NOT NULL,
    place TEXT NOT NULL,
    budget_line TEXT NOT NULL,
    estimate_currency TEXT NOT NULL,
    estimate_minor BIGINT NOT NULL,
    PRIMARY KEY (org_id, uid, version)
);

-- What is left of a cohort: changed in the transaction of each enrolment, never found by counting.
CREATE TABLE IF NOT EXISTS cohort_seats (
    org_id TEXT NOT NULL,
    cohort_uid BYTEA NOT NULL,
    capacity BIGINT NOT NULL,
    waiting_capacity BIGINT NOT NULL,
    taken BIGINT NOT NULL,
    waiting BIGINT NOT NULL,
    last_sequence BIGINT NOT NULL,
    PRIMARY KEY (org_id, cohort_uid),
    CHECK (taken >= 0 AND taken <= capacity),
    CHECK (waiting >= 0 AND waiting <= waiting_capacity)
);

-- left_sequence: 0 while the person has a place, else its own sequence: so a person has one place
-- in a cohort at most, and may apply again after leaving.
CREATE TABLE IF NOT EXISTS enrolment (
    org_id TEXT NOT NULL,
    cohort_uid BYTEA NOT NULL,
    sequence BIGINT NOT NULL,
    uid BYTEA NOT NULL,
    id TEXT NOT NULL,
    person_uid BYTEA NOT NULL,
    left_sequence BIGINT NOT NULL,
    state BIGINT NOT NULL,
    hold_until_us BIGINT NOT NULL,
    version BIGINT NOT NULL,
    applied_date BIGINT NOT NULL,
    enrolled_date BIGINT NOT NULL,
    ended_date BIGINT NOT NULL,
    created_us BIGINT NOT NULL,
    recorded_us BIGINT NOT NULL,
    PRIMARY KEY (org_id, cohort_uid, sequence),
    UNIQUE (org_id, cohort_uid, id),
    UNIQUE (org_id, cohort_uid, person_uid, left_sequence)
);

CREATE UNIQUE INDEX IF NOT EXISTS enrolment_by_uid ON enrolment (org_id, uid);

CREATE INDEX IF NOT EXISTS enrolment_of_person ON enrolment (org_id, person_uid);

-- Those who wait and what is on offer are few: nobody else is in these.
CREATE INDEX IF NOT EXISTS enrolment_waiting ON enrolment (org_id, cohort_uid, sequence)
    WHERE state = 2;

CREATE INDEX IF NOT EXISTS enrolment_offered ON enrolment (org_id, cohort_uid, hold_until_us)
    WHERE state = 3;

CREATE INDEX IF NOT EXISTS enrolment_due ON enrolment (hold_until_us) WHERE state = 3;

-- Every step of an enrolment, only added to.
CREATE TABLE IF NOT EXISTS enrolment_step (
    org_id TEXT NOT NULL,
    cohort_uid BYTEA NOT NULL,
    sequence BIGINT NOT NULL,
    number BIGINT NOT NULL,
    from_state BIGINT NOT NULL,
    to_state BIGINT NOT NULL,
    effective_on BIGINT NOT NULL,
    recorded_us BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    PRIMARY KEY (org_id, cohort_uid, sequence, number)
);

CREATE TABLE IF NOT EXISTS session (
    org_id TEXT NOT NULL,
    uid BYTEA NOT NULL,
    cohort_uid BYTEA NOT NULL,
    id TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_us BIGINT NOT NULL,
    closed_us BIGINT NOT NULL,
    PRIMARY KEY (org_id, uid),
    UNIQUE (org_id, cohort_uid, id)
);

CREATE TABLE IF NOT EXISTS session_version (
    org_id TEXT NOT NULL,
    uid BYTEA NOT NULL,
    version BIGINT NOT NULL,
    recorded_us BIGINT NOT NULL,
    replaced_us BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    title TEXT NOT NULL,
    title_zh TEXT NOT NULL,
    held_on BIGINT NOT NULL,
    minutes BIGINT NOT NULL,
    PRIMARY KEY (org_id, uid, version)
);

-- state: that of the last entry.
CREATE TABLE IF NOT EXISTS attendance (
    org_id TEXT NOT NULL,
    session_uid BYTEA NOT NULL,
    enrolment_uid BYTEA NOT NULL,
    uid BYTEA NOT NULL,
    id TEXT NOT NULL,
    state BIGINT NOT NULL,
    entries BIGINT NOT NULL,
    created_us BIGINT NOT NULL,
    PRIMARY KEY (org_id, session_uid, enrolment_uid),
    UNIQUE (org_id, session_uid, id)
);

CREATE INDEX IF NOT EXISTS attendance_of_enrolment ON attendance (org_id, enrolment_uid);

-- Only added to.
CREATE TABLE IF NOT EXISTS attendance_entry (
    org_id TEXT NOT NULL,
    attendance_uid BYTEA NOT NULL,
    number BIGINT NOT NULL,
    state BIGINT NOT NULL,
    reason TEXT NOT NULL,
    recorded_us BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    PRIMARY KEY (org_id, attendance_uid, number)
);
