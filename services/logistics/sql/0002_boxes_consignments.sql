-- Boxes, consignments, and the room they take on trips.
--
-- org_id, the tenant, leads every key. uid is a UUIDv7, id the last part of a resource name. Times
-- are microseconds UTC (0: none), offsets minutes, masses grams, money minor units. A point is the
-- position of a trip's point; a leg is known by the point it begins at.

-- What follows `units` is what folding the box's events gives; each event rewrites it.
CREATE TABLE IF NOT EXISTS box (
    org_id TEXT NOT NULL,
    uid BYTEA NOT NULL,
    id TEXT NOT NULL,
    created_us BIGINT NOT NULL,
    recorded_us BIGINT NOT NULL,
    number TEXT NOT NULL,
    ambiguous BIGINT NOT NULL,
    size_type TEXT NOT NULL,
    tare_grams BIGINT NOT NULL,
    max_gross_grams BIGINT NOT NULL,
    units BIGINT NOT NULL,
    last_seq BIGINT NOT NULL,
    occurred_us BIGINT NOT NULL,
    position BIGINT NOT NULL,
    lading BIGINT NOT NULL,
    seal BIGINT NOT NULL,
    seal_number TEXT NOT NULL,
    sealed_by BIGINT NOT NULL,
    place TEXT NOT NULL,
    trip TEXT NOT NULL,
    trip_uid BYTEA NOT NULL,
    wagon TEXT NOT NULL,
    slot BIGINT NOT NULL,
    weighed_grams BIGINT NOT NULL,
    customs_hold BIGINT NOT NULL,
    damaged BIGINT NOT NULL,
    alarm TEXT NOT NULL,
    PRIMARY KEY (org_id, uid),
    UNIQUE (org_id, id)
);

-- The log. Append-only but for outcome and anomaly, which say what the newest fold made of a row.
-- observation is NULL for a command. outside: what was wrong that only others' rows tell.
CREATE TABLE IF NOT EXISTS box_event (
    org_id TEXT NOT NULL,
    box_uid BYTEA NOT NULL,
    seq BIGINT NOT NULL,
    observation TEXT,
    move BIGINT NOT NULL,
    occurred_us BIGINT NOT NULL,
    offset_minutes BIGINT NOT NULL,
    recorded_us BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    place TEXT NOT NULL,
    trip TEXT NOT NULL,
    trip_uid BYTEA NOT NULL,
    wagon TEXT NOT NULL,
    slot BIGINT NOT NULL,
    road BIGINT NOT NULL,
    seal_number TEXT NOT NULL,
    sealed_by BIGINT NOT NULL,
    weighed_grams BIGINT NOT NULL,
    reason TEXT NOT NULL,
    outside TEXT NOT NULL,
    outcome BIGINT NOT NULL,
    anomaly TEXT NOT NULL,
    PRIMARY KEY (org_id, box_uid, seq),
    UNIQUE (org_id, box_uid, observation)
);

-- A seal number of a trip, and the box it is, or was, on: it is on no other one.
CREATE TABLE IF NOT EXISTS trip_seal (
    org_id TEXT NOT NULL,
    trip_uid BYTEA NOT NULL,
    seal_number TEXT NOT NULL,
    box_uid BYTEA NOT NULL,
    PRIMARY KEY (org_id, trip_uid, seal_number)
);

-- The load plan, and what came of it. state: a BoxLoadState. reason: why it was adopted, or left
-- behind. anomaly: what was too much when it was adopted. loaded_us, discharged_us and
-- discharged_at are what folding the box's events gives. discharged_at -1: not at a point of the
-- trip.
CREATE TABLE IF NOT EXISTS load (
    org_id TEXT NOT NULL,
    trip_uid BYTEA NOT NULL,
    uid BYTEA NOT NULL,
    id TEXT NOT NULL,
    box_uid BYTEA NOT NULL,
    wagon TEXT NOT NULL,
    slot BIGINT NOT NULL,
    origin TEXT NOT NULL,
    destination TEXT NOT NULL,
    from_point BIGINT NOT NULL,
    to_point BIGINT NOT NULL,
    state BIGINT NOT NULL,
    reason TEXT NOT NULL,
    anomaly TEXT NOT NULL,
    loaded_us BIGINT NOT NULL,
    discharged_us BIGINT NOT NULL,
    discharged_at BIGINT NOT NULL,
    recorded_us BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    PRIMARY KEY (org_id, trip_uid, uid),
    UNIQUE (org_id, trip_uid, id)
);

CREATE INDEX IF NOT EXISTS load_box ON load (org_id, box_uid, from_point, uid);

-- One box in a slot on a leg, and a box once on a leg.
CREATE TABLE IF NOT EXISTS load_slot (
    org_id TEXT NOT NULL,
    trip_uid BYTEA NOT NULL,
    wagon TEXT NOT NULL,
    leg BIGINT NOT NULL,
    slot BIGINT NOT NULL,
    load_uid BYTEA NOT NULL,
    PRIMARY KEY (org_id, trip_uid, wagon, leg, slot)
);

CREATE TABLE IF NOT EXISTS load_leg (
    org_id TEXT NOT NULL,
    trip_uid BYTEA NOT NULL,
    box_uid BYTEA NOT NULL,
    leg BIGINT NOT NULL,
    load_uid BYTEA NOT NULL,
    PRIMARY KEY (org_id, trip_uid, box_uid, leg)
);

-- What may still be taken of a wagon on a leg, by boxes and by what is booked in them. forced 1: a
-- box that was found on board was more than it may carry.
CREATE TABLE IF NOT EXISTS wagon_room (
    org_id TEXT NOT NULL,
    trip_uid BYTEA NOT NULL,
    wagon TEXT NOT NULL,
    leg BIGINT NOT NULL,
    limit_grams BIGINT NOT NULL,
    used_grams BIGINT NOT NULL,
    limit_slots BIGINT NOT NULL,
    used_slots BIGINT NOT NULL,
    forced BIGINT NOT NULL,
    PRIMARY KEY (org_id, trip_uid, wagon, leg),
    CHECK (used_grams >= 0 AND (used_grams <= limit_grams OR forced = 1)),
    CHECK (used_slots >= 0 AND (used_slots <= limit_slots OR forced = 1))
);

-- What may still be booked in a box on a trip, and what is. loaded, landed: the box has been on
-- board; and is where it was to go. Its bookings count so in consignment_stock, and in carriage.
CREATE TABLE IF NOT EXISTS box_room (
    org_id TEXT NOT NULL,
    trip_uid BYTEA NOT NULL,
    box_uid BYTEA NOT NULL,
    corridor_uid BYTEA NOT NULL,
    limit_grams BIGINT NOT NULL,
    used_grams BIGINT NOT NULL,
    minor BIGINT NOT NULL,
    packages BIGINT NOT NULL,
    loaded BIGINT NOT NULL,
    landed BIGINT NOT NULL,
    PRIMARY KEY (org_id, trip_uid, box_uid),
    CHECK (used_grams >= 0 AND used_grams <= limit_grams)
);

CREATE TABLE IF NOT EXISTS consignment (
    org_id TEXT NOT NULL,
    uid BYTEA NOT NULL,
    id TEXT NOT NULL,
    corridor_uid BYTEA NOT NULL,
    corridor TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_us BIGINT NOT NULL,
    recorded_us BIGINT NOT NULL,
    state BIGINT NOT NULL,
    flags BIGINT NOT NULL,
    returns TEXT NOT NULL,
    returned_by TEXT NOT NULL,
    PRIMARY KEY (org_id, uid),
    UNIQUE (org_id, id)
);

-- reason: of an amendment; '' for an edit before the goods were accepted.
CREATE TABLE IF NOT EXISTS consignment_version (
    org_id TEXT NOT NULL,
    uid BYTEA NOT NULL,
    version BIGINT NOT NULL,
    recorded_us BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    reason TEXT NOT NULL,
    consignor TEXT NOT NULL,
    consignor_uscc TEXT NOT NULL,
    consignee TEXT NOT NULL,
    consignee_uscc TEXT NOT NULL,
    origin TEXT NOT NULL,
    destination TEXT NOT NULL,
    direction BIGINT NOT NULL,
    incoterm TEXT NOT NULL,
    incoterm_place TEXT NOT NULL,
    currency TEXT NOT NULL,
    project TEXT NOT NULL,
    PRIMARY KEY (org_id, uid, version)
);

-- package_ids: one a line.
CREATE TABLE IF NOT EXISTS consignment_line (
    org_id TEXT NOT NULL,
    consignment_uid BYTEA NOT NULL,
    version BIGINT NOT NULL,
    line BIGINT NOT NULL,
    description TEXT NOT NULL,
    hs_code TEXT NOT NULL,
    hs_edition BIGINT NOT NULL,
    packages BIGINT NOT NULL,
    grams BIGINT NOT NULL,
    minor BIGINT NOT NULL,
    package_ids TEXT NOT NULL,
    PRIMARY KEY (org_id, consignment_uid, version, line)
);

CREATE TABLE IF NOT EXISTS consignment_paper (
    org_id TEXT NOT NULL,
    consignment_uid BYTEA NOT NULL,
    version BIGINT NOT NULL,
    position BIGINT NOT NULL,
    kind BIGINT NOT NULL,
    reference TEXT NOT NULL,
    issued_on BIGINT NOT NULL,
    PRIMARY KEY (org_id, consignment_uid, version, position)
);

-- How far each line of a consignment has come. Packages only move on: none is loaded that is not
-- booked, none delivered that has not landed.
CREATE TABLE IF NOT EXISTS consignment_stock (
    org_id TEXT NOT NULL,
    consignment_uid BYTEA NOT NULL,
    line BIGINT NOT NULL,
    packages BIGINT NOT NULL,
    grams BIGINT NOT NULL,
    minor BIGINT NOT NULL,
    booked BIGINT NOT NULL,
    booked_grams BIGINT NOT NULL,
    booked_minor BIGINT NOT NULL,
    loaded BIGINT NOT NULL,
    landed BIGINT NOT NULL,
    delivered BIGINT NOT NULL,
    missing BIGINT NOT NULL,
    PRIMARY KEY (org_id, consignment_uid, line),
    CHECK (booked >= 0 AND booked <= packages),
    CHECK (loaded >= 0 AND loaded <= booked)
);

-- Which open consignment a package belongs to.
CREATE TABLE IF NOT EXISTS package_claim (
    org_id TEXT NOT NULL,
    package_id TEXT NOT NULL,
    consignment_uid BYTEA NOT NULL,
    PRIMARY KEY (org_id, package_id)
);

CREATE INDEX IF NOT EXISTS package_claim_of ON package_claim (org_id, consignment_uid);

-- What was said of a consignment besides its main line: a flag opened or closed, a state commanded.
CREATE TABLE IF NOT EXISTS consignment_event (
    org_id TEXT NOT NULL,
    consignment_uid BYTEA NOT NULL,
    uid BYTEA NOT NULL,
    state BIGINT NOT NULL,
    flag BIGINT NOT NULL,
    opened BIGINT NOT NULL,
    reason TEXT NOT NULL,
    recorded_us BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    PRIMARY KEY (org_id, consignment_uid, uid)
);

CREATE TABLE IF NOT EXISTS delivery (
    org_id TEXT NOT NULL,
    consignment_uid BYTEA NOT NULL,
    uid BYTEA NOT NULL,
    line BIGINT NOT NULL,
    packages BIGINT NOT NULL,
    missing BIGINT NOT NULL,
    occurred_us BIGINT NOT NULL,
    offset_minutes BIGINT NOT NULL,
    reference TEXT NOT NULL,
    recorded_us BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    PRIMARY KEY (org_id, consignment_uid, uid)
);

CREATE TABLE IF NOT EXISTS booking (
    org_id TEXT NOT NULL,
    trip_uid BYTEA NOT NULL,
    uid BYTEA NOT NULL,
    id TEXT NOT NULL,
    box_uid BYTEA NOT NULL,
    consignment_uid BYTEA NOT NULL,
    line BIGINT NOT NULL,
    packages BIGINT NOT NULL,
    grams BIGINT NOT NULL,
    minor BIGINT NOT NULL,
    cancelled_us BIGINT NOT NULL,
    recorded_us BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    PRIMARY KEY (org_id, trip_uid, uid),
    UNIQUE (org_id, trip_uid, id)
);

CREATE INDEX IF NOT EXISTS booking_box ON booking (org_id, trip_uid, box_uid);
CREATE INDEX IF NOT EXISTS booking_line ON booking (org_id, consignment_uid, line, uid);

-- What reports add up: goods that went on board of a trip, once each, however often they changed
-- wagons. Append-only: what is not true any more is taken back by a row of the contrary sign.
-- Everything a report divides by is here, so that it reads no other row.
CREATE TABLE IF NOT EXISTS carriage (
    org_id TEXT NOT NULL,
    corridor_uid BYTEA NOT NULL,
    trip_uid BYTEA NOT NULL,
    uid BYTEA NOT NULL,
    recorded_us BIGINT NOT NULL,
    chapter BIGINT NOT NULL,
    consignor TEXT NOT NULL,
    consignor_uscc TEXT NOT NULL,
    currency TEXT NOT NULL,
    packages BIGINT NOT NULL,
    grams BIGINT NOT NULL,
    minor BIGINT NOT NULL,
    consignment_uid BYTEA NOT NULL,
    line BIGINT NOT NULL,
    box_uid BYTEA NOT NULL,
    PRIMARY KEY (org_id, corridor_uid, trip_uid, uid)
);

CREATE TABLE IF NOT EXISTS carriage_box (
    org_id TEXT NOT NULL,
    corridor_uid BYTEA NOT NULL,
    trip_uid BYTEA NOT NULL,
    uid BYTEA NOT NULL,
    recorded_us BIGINT NOT NULL,
    box_uid BYTEA NOT NULL,
    boxes BIGINT NOT NULL,
    units BIGINT NOT NULL,
    empty BIGINT NOT NULL,
    PRIMARY KEY (org_id, corridor_uid, trip_uid, uid)
);
