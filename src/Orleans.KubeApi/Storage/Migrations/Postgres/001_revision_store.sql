-- The histories: see IRevisionStore.cs for what they promise.

-- One hot row per collection. Every commit updates head, no index holds a changing column, and the page is kept mostly empty:
-- so each update stays in its page (HOT) and dead rows are pruned by the next one, without waiting for vacuum.
CREATE TABLE collection (
    number      integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    cluster     text COLLATE "C" NOT NULL,
    api_group   text COLLATE "C" NOT NULL,
    resource    text COLLATE "C" NOT NULL,
    epoch       bigint NOT NULL DEFAULT 0,
    head        bigint NOT NULL DEFAULT 1,
    floor       bigint NOT NULL DEFAULT 1,
    compacted   bigint NOT NULL DEFAULT 1,  -- what was superseded up to here is removed already
    owner       text COLLATE "C",
    quiet_until timestamptz NOT NULL DEFAULT to_timestamp(0),  -- earlier owners may still answer reads until then
    UNIQUE (cluster, api_group, resource)
) WITH (fillfactor = 15, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_scale_factor = 0);

-- A version is visible from its own revision (created) until the revision that replaced it (superseded; the largest bigint = current).
-- A tombstone is an empty interval (superseded = created): it is an event, but visible at no revision.
CREATE TABLE version (
    collection integer NOT NULL,
    created    bigint NOT NULL,
    superseded bigint NOT NULL,
    previous   bigint NOT NULL,  -- the version it replaced, 0 = none
    key        text COLLATE "C" NOT NULL,
    body       bytea NOT NULL,
    CONSTRAINT version_created PRIMARY KEY (collection, created)
) WITH (
    -- Bodies up to half a page stay in the row: three out-of-line chunks with their index entries cost more than the longer row.
    toast_tuple_target = 4080,
    autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05, autovacuum_vacuum_insert_scale_factor = 0.2
);
-- Never compressed: JSON bodies are read far more often than their disk space hurts.
ALTER TABLE version ALTER COLUMN body SET STORAGE EXTERNAL;

CREATE UNIQUE INDEX version_current ON version (collection, key) WHERE superseded = 9223372036854775807;

-- For reads as of a revision: all conditions are in the index, so that a hot object's many versions cost no visits to the table.
CREATE INDEX version_history ON version (collection, key, superseded, created)
    WHERE superseded <> 9223372036854775807 AND superseded > created;

CREATE TABLE silo_lease (
    silo    text COLLATE "C" PRIMARY KEY,
    expires timestamptz NOT NULL,
    losses  bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 30);

-- One batch in one round trip and one transaction. False: epoch or head are not as the caller believes, and nothing happened.
-- An error (KA001, or a violation of version_current): some row's previous version is not as expected, and all is rolled back.
-- A function, because the three steps must run in this order, and because it carries its planner settings with it: plans are made when the
-- tables may still be empty, and must be right for a million rows.
-- p_superseded has the end of each new version: a later row of the batch, or its own revision for a tombstone.
CREATE FUNCTION commit_batch(
    p_collection integer, p_epoch bigint, p_expected bigint, p_new bigint, p_replaced integer,
    p_keys text[], p_previous bigint[], p_superseded bigint[], p_bodies bytea[]) RETURNS boolean
LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
SET enable_hashjoin = off
SET enable_mergejoin = off
AS $$
BEGIN
    UPDATE collection SET head = p_new WHERE number = p_collection AND epoch = p_epoch AND head = p_expected;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    IF p_replaced > 0 THEN
        -- One probe of the primary key per replaced row, in a loop: of every set-based form the planner makes a scan of the whole
        -- collection while the table is tiny, and long-lived sessions keep that plan for a while. ">=" instead of "=" keeps it off
        -- version_current, where a hot object leaves an entry per batch until it is cleaned.
        FOR i IN 1 .. cardinality(p_previous) LOOP
            CONTINUE WHEN p_previous[i] = 0 OR p_previous[i] > p_expected;
            UPDATE version SET superseded = p_expected + i
            WHERE collection = p_collection AND created = p_previous[i] AND key = p_keys[i] AND superseded >= 9223372036854775807;
            IF NOT FOUND THEN
                RAISE EXCEPTION USING ERRCODE = 'KA001', MESSAGE = format('revision %s of %s is not current', p_previous[i], p_keys[i]);
            END IF;
        END LOOP;
    END IF;
    INSERT INTO version (collection, created, superseded, previous, key, body)
    SELECT p_collection, p_expected + r.position, r.superseded, r.previous, r.key, r.body
    FROM unnest(p_keys, p_previous, p_superseded, p_bodies) WITH ORDINALITY AS r (key, previous, superseded, body, position);
    RETURN true;
END $$;

-- Takes the collection. o_until: when the reads that earlier owners may answer end; o_quiet: the part of it that no release can shorten;
-- o_previous: the owner whose lease may be released meanwhile.
CREATE FUNCTION open_collection(
    p_cluster text, p_group text, p_resource text, p_silo text,
    OUT o_number integer, OUT o_epoch bigint, OUT o_head bigint, OUT o_floor bigint,
    OUT o_until timestamptz, OUT o_quiet timestamptz, OUT o_previous text)
LANGUAGE plpgsql
AS $$
DECLARE
    lease_end timestamptz;
BEGIN
    IF NOT EXISTS (SELECT FROM collection WHERE cluster = p_cluster AND api_group = p_group AND resource = p_resource) THEN
        INSERT INTO collection (cluster, api_group, resource) VALUES (p_cluster, p_group, p_resource) ON CONFLICT DO NOTHING;
    END IF;
    SELECT number, owner, quiet_until INTO o_number, o_previous, o_quiet
    FROM collection WHERE cluster = p_cluster AND api_group = p_group AND resource = p_resource FOR UPDATE;
    o_until := o_quiet;
    IF o_previous <> p_silo THEN
        -- The loss is counted in the same row and transaction that reads the lease: a renewal comes either before, and is waited for,
        -- or after, and tells its silo.
        UPDATE silo_lease SET losses = losses + 1 WHERE silo = o_previous RETURNING expires INTO lease_end;
        o_until := greatest(o_quiet, lease_end);
    END IF;
    UPDATE collection SET epoch = epoch + 1, owner = p_silo, quiet_until = o_until
    WHERE number = o_number RETURNING epoch, head, floor INTO o_epoch, o_head, o_floor;
END $$;

-- One step of a compaction: looks at up to p_limit events after p_from. Each event names the version that it replaced, so the history itself
-- lists what to remove and no index by the end of versions is needed. Returns where the step ended and how much it removed.
CREATE FUNCTION compact_step(
    p_collection integer, p_from bigint, p_floor bigint, p_limit bigint, OUT o_end bigint, OUT o_removed bigint)
LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
AS $$
DECLARE
    event record;
    doomed bigint;
    seen bigint := 0;
BEGIN
    o_end := p_floor;
    o_removed := 0;
    FOR event IN
        SELECT created, previous, superseded FROM version
        WHERE collection = p_collection AND created > p_from AND created <= p_floor ORDER BY created LIMIT p_limit
    LOOP
        seen := seen + 1;
        IF seen = p_limit THEN
            o_end := event.created;
        END IF;
        FOREACH doomed IN ARRAY ARRAY[event.previous, CASE WHEN event.superseded = event.created THEN event.created ELSE 0 END] LOOP
            CONTINUE WHEN doomed = 0;
            DELETE FROM version WHERE collection = p_collection AND created = doomed;
            IF FOUND THEN
                o_removed := o_removed + 1;
            END IF;
        END LOOP;
    END LOOP;
END $$;
