-- Reports as they were published. Rows are never changed. body: the rows in the form that sha256 is
-- of (frozen_report.proto); last, so that the others are read without it.
CREATE TABLE IF NOT EXISTS frozen_report (
    org_id TEXT NOT NULL,
    programme_uid BYTEA NOT NULL,
    uid BYTEA NOT NULL,
    id TEXT NOT NULL,
    title TEXT NOT NULL,
    effective_through BIGINT NOT NULL,
    known_us BIGINT NOT NULL,
    row_count BIGINT NOT NULL,
    entry_count BIGINT NOT NULL,
    recorded_us BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    sha256 BYTEA NOT NULL,
    body BYTEA NOT NULL,
    PRIMARY KEY (org_id, programme_uid, uid),
    UNIQUE (org_id, programme_uid, id)
);

-- How far two persons agree on a project (service/approval.h); makers: with a blank between two.
-- approved_us 0: it is not. Beside the versions, since no report shows it.
CREATE TABLE IF NOT EXISTS project_approval (
    org_id TEXT NOT NULL,
    project_uid BYTEA NOT NULL,
    state BIGINT NOT NULL,
    makers TEXT NOT NULL,
    note TEXT NOT NULL,
    approved_by TEXT NOT NULL,
    approved_us BIGINT NOT NULL,
    PRIMARY KEY (org_id, project_uid)
);
