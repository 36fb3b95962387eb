-- Places, corridors and trips.
--
-- uid is a UUIDv7, id the last part of a resource name. A time of 0 is none; offsets are minutes.

-- functions: bit n for the PlaceFunction n.
CREATE TABLE IF NOT EXISTS place (
    org_id TEXT NOT NULL,
    uid BYTEA NOT NULL,
    id TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_us BIGINT NOT NULL,
    recorded_us BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    title TEXT NOT NULL,
    title_zh TEXT NOT NULL,
    kind BIGINT NOT NULL,
    functions BIGINT NOT NULL,
    country TEXT NOT NULL,
    unlocode TEXT NOT NULL,
    unlocode_edition TEXT NOT NULL,
    unlocode_status TEXT NOT NULL,
    border_country TEXT NOT NULL,
    offset_minutes BIGINT NOT NULL,
    PRIMARY KEY (org_id, uid),
    UNIQUE (org_id, id)
);

CREATE TABLE IF NOT EXISTS corridor (
    org_id TEXT NOT NULL,
    uid BYTEA NOT NULL,
    id TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_us BIGINT NOT NULL,
    recorded_us BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    title TEXT NOT NULL,
    title_zh TEXT NOT NULL,
    PRIMARY KEY (org_id, uid),
    UNIQUE (org_id, id)
);

-- The points of each version a corridor had.
CREATE TABLE IF NOT EXISTS corridor_point (
    org_id TEXT NOT NULL,
    corridor_uid BYTEA NOT NULL,
    version BIGINT NOT NULL,
    position BIGINT NOT NULL,
    place_uid BYTEA NOT NULL,
    mode BIGINT NOT NULL,
    run_minutes BIGINT NOT NULL,
    dwell_minutes BIGINT NOT NULL,
    PRIMARY KEY (org_id, corridor_uid, version, position)
);

-- state, interrupted, cause, consist_changed and incidents, and all of trip_point but its first
-- plan, are what folding the trip's events gives; the fold rewrites them with each event.
CREATE TABLE IF NOT EXISTS trip (
    org_id TEXT NOT NULL,
    corridor_uid BYTEA NOT NULL,
    uid BYTEA NOT NULL,
    id TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_us BIGINT NOT NULL,
    recorded_us BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    number TEXT NOT NULL,
    direction BIGINT NOT NULL,
    project TEXT NOT NULL,
    path_version BIGINT NOT NULL,
    state BIGINT NOT NULL,
    interrupted BIGINT NOT NULL,
    cause BIGINT NOT NULL,
    consist_changed BIGINT NOT NULL,
    incidents BIGINT NOT NULL,
    last_seq BIGINT NOT NULL,
    PRIMARY KEY (org_id, corridor_uid, uid),
    UNIQUE (org_id, corridor_uid, id)
);

-- A point is on the way from the path version first_path on, until before last_path (the greatest
-- number: still). Positions are given out once: those after a diversion are greater than all
-- before.
CREATE TABLE IF NOT EXISTS trip_point (
    org_id TEXT NOT NULL,
    trip_uid BYTEA NOT NULL,
    position BIGINT NOT NULL,
    first_path BIGINT NOT NULL,
    last_path BIGINT NOT NULL,
    place_uid BYTEA NOT NULL,
    mode BIGINT NOT NULL,
    border BIGINT NOT NULL,
    arrival_first_us BIGINT NOT NULL,
    arrival_planned_us BIGINT NOT NULL,
    arrival_estimated_us BIGINT NOT NULL,
    arrival_actual_us BIGINT NOT NULL,
    arrival_inferred BIGINT NOT NULL,
    arrival_cause BIGINT NOT NULL,
    departure_first_us BIGINT NOT NULL,
    departure_planned_us BIGINT NOT NULL,
    departure_estimated_us BIGINT NOT NULL,
    departure_actual_us BIGINT NOT NULL,
    departure_inferred BIGINT NOT NULL,
    departure_cause BIGINT NOT NULL,
    transshipment BIGINT NOT NULL,
    border_state BIGINT NOT NULL,
    forecast_us BIGINT NOT NULL,
    forecast_late_us BIGINT NOT NULL,
    forecast_basis BIGINT NOT NULL,
    slip BIGINT NOT NULL,
    PRIMARY KEY (org_id, trip_uid, position)
);

CREATE TABLE IF NOT EXISTS trip_wagon (
    org_id TEXT NOT NULL,
    trip_uid BYTEA NOT NULL,
    position BIGINT NOT NULL,
    number TEXT NOT NULL,
    numbering BIGINT NOT NULL,
    type TEXT NOT NULL,
    limit_grams BIGINT NOT NULL,
    slots BIGINT NOT NULL,
    refused BIGINT NOT NULL,
    PRIMARY KEY (org_id, trip_uid, position),
    UNIQUE (org_id, trip_uid, number)
);

-- Which wagon runs in which open trip: at most one.
CREATE TABLE IF NOT EXISTS wagon_duty (
    org_id TEXT NOT NULL,
    number TEXT NOT NULL,
    trip_uid BYTEA NOT NULL,
    PRIMARY KEY (org_id, number)
);

CREATE INDEX IF NOT EXISTS wagon_duty_trip ON wagon_duty (org_id, trip_uid);

CREATE TABLE IF NOT EXISTS trip_hold (
    org_id TEXT NOT NULL,
    trip_uid BYTEA NOT NULL,
    hold TEXT NOT NULL,
    kind BIGINT NOT NULL,
    cause BIGINT NOT NULL,
    point BIGINT NOT NULL,
    opened_us BIGINT NOT NULL,
    closed_us BIGINT NOT NULL,
    PRIMARY KEY (org_id, trip_uid, hold)
);

CREATE INDEX IF NOT EXISTS trip_hold_kind ON trip_hold (org_id, kind, closed_us);

-- The log. Append-only, but that counts and retracted_by say what the newest fold made of a row.
-- seq grows with the commits of an organisation. occurred_us is as it was told, corrected_us what
-- counts. wagon: the one that was refused, or all that it was composed of.
CREATE TABLE IF NOT EXISTS trip_event (
    org_id TEXT NOT NULL,
    seq BIGINT NOT NULL,
    trip_uid BYTEA NOT NULL,
    id TEXT NOT NULL,
    kind BIGINT NOT NULL,
    classifier BIGINT NOT NULL,
    point BIGINT NOT NULL,
    occurred_us BIGINT NOT NULL,
    offset_minutes BIGINT NOT NULL,
    sent_us BIGINT NOT NULL,
    recorded_us BIGINT NOT NULL,
    corrected_us BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    source TEXT NOT NULL,
    cause BIGINT NOT NULL,
    hold TEXT NOT NULL,
    hold_kind BIGINT NOT NULL,
    wagon TEXT NOT NULL,
    retracts TEXT NOT NULL,
    retraction_reason BIGINT NOT NULL,
    commanded BIGINT NOT NULL,
    outcome BIGINT NOT NULL,
    anomaly TEXT NOT NULL,
    counts BIGINT NOT NULL,
    retracted_by TEXT NOT NULL,
    PRIMARY KEY (org_id, seq),
    UNIQUE (org_id, trip_uid, id)
);

CREATE INDEX IF NOT EXISTS trip_event_trip ON trip_event (org_id, trip_uid, seq);

-- Every forecast that was made, as ListTripEstimates gives them, and how far behind the plan of
-- then it was, as ListTripAlerts tells it. Basis 0: none any more, kept where an alert ended with
-- it.
CREATE TABLE IF NOT EXISTS trip_estimate (
    org_id TEXT NOT NULL,
    trip_uid BYTEA NOT NULL,
    point BIGINT NOT NULL,
    made_us BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    arrival_us BIGINT NOT NULL,
    late_us BIGINT NOT NULL,
    basis BIGINT NOT NULL,
    planned_us BIGINT NOT NULL,
    slip BIGINT NOT NULL,
    PRIMARY KEY (org_id, trip_uid, point, made_us)
);

-- How long earlier trips took: from a point to the next (mode as there), or stayed at one (mode 0,
-- from and to the same). Rewritten by the trip's fold.
CREATE TABLE IF NOT EXISTS trip_duration (
    org_id TEXT NOT NULL,
    from_uid BYTEA NOT NULL,
    to_uid BYTEA NOT NULL,
    mode BIGINT NOT NULL,
    ended_us BIGINT NOT NULL,
    trip_uid BYTEA NOT NULL,
    minutes BIGINT NOT NULL,
    PRIMARY KEY (org_id, from_uid, to_uid, mode, ended_us, trip_uid)
);

CREATE INDEX IF NOT EXISTS trip_duration_trip ON trip_duration (org_id, trip_uid);

-- What others were told last of a closed trip (closed_trip/closed_trip.h).
CREATE TABLE IF NOT EXISTS trip_told (
    org_id TEXT NOT NULL,
    trip_uid BYTEA NOT NULL,
    left_on BIGINT NOT NULL,
    packages BIGINT NOT NULL,
    grams BIGINT NOT NULL,
    boxes BIGINT NOT NULL,
    units BIGINT NOT NULL,
    PRIMARY KEY (org_id, trip_uid)
);
