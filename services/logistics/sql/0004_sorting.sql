-- What a hub sorts by, and what it sorts into.
--
-- All of it belongs to one hub: org_id and hub_no lead every key. *_no are small numbers, from 1
-- on, in the order of creation, so that scans that name them stay short; 0: none. id is the last
-- part of a resource name. Times are microseconds UTC.

CREATE TABLE IF NOT EXISTS prefecture (
    org_id TEXT NOT NULL,
    hub_no BIGINT NOT NULL,
    prefecture_no BIGINT NOT NULL,
    id TEXT NOT NULL,
    title TEXT NOT NULL,
    title_zh TEXT NOT NULL,
    served BIGINT NOT NULL,
    PRIMARY KEY (org_id, hub_no, prefecture_no),
    UNIQUE (org_id, hub_no, id)
);

CREATE TABLE IF NOT EXISTS destination (
    org_id TEXT NOT NULL,
    hub_no BIGINT NOT NULL,
    destination_no BIGINT NOT NULL,
    id TEXT NOT NULL,
    prefecture_no BIGINT NOT NULL,
    PRIMARY KEY (org_id, hub_no, destination_no),
    UNIQUE (org_id, hub_no, id)
);

CREATE TABLE IF NOT EXISTS chute (
    org_id TEXT NOT NULL,
    hub_no BIGINT NOT NULL,
    chute_no BIGINT NOT NULL,
    id TEXT NOT NULL,
    title TEXT NOT NULL,
    out_of_service BIGINT NOT NULL,
    is_full BIGINT NOT NULL,
    version BIGINT NOT NULL,
    created_us BIGINT NOT NULL,
    updated_us BIGINT NOT NULL,
    PRIMARY KEY (org_id, hub_no, chute_no),
    UNIQUE (org_id, hub_no, id)
);

-- validated: its entries never change again. It is active from from_us until until_us (exclusive);
-- from_us NULL: it has no instant yet. Plans of one hub follow each other, so the one of an instant
-- is the latest that begins before it. put_away: retired without ever having been active.
CREATE TABLE IF NOT EXISTS sort_plan (
    org_id TEXT NOT NULL,
    hub_no BIGINT NOT NULL,
    plan_no BIGINT NOT NULL,
    id TEXT NOT NULL,
    title TEXT NOT NULL,
    validated BIGINT NOT NULL,
    put_away BIGINT NOT NULL,
    max_rounds BIGINT NOT NULL,
    max_grams BIGINT NOT NULL,
    max_mm BIGINT NOT NULL,
    from_us BIGINT,
    until_us BIGINT NOT NULL,
    version BIGINT NOT NULL,
    created_us BIGINT NOT NULL,
    updated_us BIGINT NOT NULL,
    PRIMARY KEY (org_id, hub_no, plan_no),
    UNIQUE (org_id, hub_no, id),
    UNIQUE (org_id, hub_no, from_us)
);

-- lane: a SortLane. id: the key, "" for all lanes but DESTINATION. A draft may have two chutes of
-- one rank, so the entry's place in the list is part of the key.
CREATE TABLE IF NOT EXISTS sort_plan_entry (
    org_id TEXT NOT NULL,
    hub_no BIGINT NOT NULL,
    plan_no BIGINT NOT NULL,
    lane BIGINT NOT NULL,
    id TEXT NOT NULL,
    rank_no BIGINT NOT NULL,
    position BIGINT NOT NULL,
    chute_no BIGINT NOT NULL,
    PRIMARY KEY (org_id, hub_no, plan_no, lane, id, rank_no, position)
);

-- For "is this chute in the plan".
CREATE INDEX IF NOT EXISTS sort_plan_chute
    ON sort_plan_entry (org_id, hub_no, plan_no, chute_no);

-- state: a LoadState. chute_no NULL: it hangs nowhere; the unique key makes the link exclusive
-- both ways. parcels, missorts and grams: what bag_parcel said when it was closed. removals:
-- parcels that left it by being seen in another bag.
CREATE TABLE IF NOT EXISTS bag (
    org_id TEXT NOT NULL,
    hub_no BIGINT NOT NULL,
    bag_no BIGINT NOT NULL,
    id TEXT NOT NULL,
    prefecture_no BIGINT NOT NULL,
    state BIGINT NOT NULL,
    chute_no BIGINT,
    manifest_no BIGINT NOT NULL,
    parcels BIGINT NOT NULL,
    missorts BIGINT NOT NULL,
    grams BIGINT NOT NULL,
    removals BIGINT NOT NULL,
    closed_count BIGINT NOT NULL,
    closed_grams BIGINT NOT NULL,
    seal TEXT NOT NULL,
    difference_reason TEXT NOT NULL,
    created_us BIGINT NOT NULL,
    closed_us BIGINT NOT NULL,
    dispatched_us BIGINT NOT NULL,
    arrived_us BIGINT NOT NULL,
    opened_us BIGINT NOT NULL,
    PRIMARY KEY (org_id, hub_no, bag_no),
    UNIQUE (org_id, hub_no, id),
    UNIQUE (org_id, hub_no, chute_no)
);

CREATE INDEX IF NOT EXISTS bag_manifest ON bag (org_id, hub_no, manifest_no);

-- The bag a parcel is in: its key lets it be in one only.
CREATE TABLE IF NOT EXISTS bag_parcel (
    org_id TEXT NOT NULL,
    hub_no BIGINT NOT NULL,
    parcel_no BIGINT NOT NULL,
    bag_no BIGINT NOT NULL,
    prefecture_no BIGINT NOT NULL,
    grams BIGINT NOT NULL,
    PRIMARY KEY (org_id, hub_no, parcel_no)
);

-- All columns, so that what is in a bag is read from here and not looked for among all parcels.
CREATE INDEX IF NOT EXISTS bag_content ON bag_parcel (org_id, hub_no, bag_no, parcel_no,
    prefecture_no, grams);

CREATE TABLE IF NOT EXISTS manifest (
    org_id TEXT NOT NULL,
    hub_no BIGINT NOT NULL,
    manifest_no BIGINT NOT NULL,
    id TEXT NOT NULL,
    prefecture_no BIGINT NOT NULL,
    vehicle TEXT NOT NULL,
    state BIGINT NOT NULL,
    closed_count BIGINT NOT NULL,
    closed_grams BIGINT NOT NULL,
    seal TEXT NOT NULL,
    difference_reason TEXT NOT NULL,
    created_us BIGINT NOT NULL,
    closed_us BIGINT NOT NULL,
    dispatched_us BIGINT NOT NULL,
    arrived_us BIGINT NOT NULL,
    opened_us BIGINT NOT NULL,
    PRIMARY KEY (org_id, hub_no, manifest_no),
    UNIQUE (org_id, hub_no, id)
);

-- Bags that came off a truck and were not on its manifest.
CREATE TABLE IF NOT EXISTS manifest_surplus (
    org_id TEXT NOT NULL,
    hub_no BIGINT NOT NULL,
    manifest_no BIGINT NOT NULL,
    bag_no BIGINT NOT NULL,
    PRIMARY KEY (org_id, hub_no, manifest_no, bag_no)
);
