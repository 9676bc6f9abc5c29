-- The histories: see IRevisionStore.cs for what they promise. Written for the fewest and smallest page changes per commit.
CREATE TABLE collection (
    number    INTEGER PRIMARY KEY,
    cluster   TEXT NOT NULL,
    api_group TEXT NOT NULL,
    resource  TEXT NOT NULL,
    epoch     INTEGER NOT NULL DEFAULT 0,
    head      INTEGER NOT NULL DEFAULT 1,
    floor     INTEGER NOT NULL DEFAULT 1,
    compacted INTEGER NOT NULL DEFAULT 1,  -- what was superseded up to here is removed already
    UNIQUE (cluster, api_group, resource)
);

-- Append-only, never updated: a body is written once. id = collection number * 2^43 + revision, so that the row's own order is the history
-- and no second index is needed.
CREATE TABLE version (
    id       INTEGER PRIMARY KEY,
    previous INTEGER NOT NULL,  -- revision of the version it replaced, 0 = none
    deleted  INTEGER NOT NULL,
    key      TEXT NOT NULL,
    body     BLOB NOT NULL
);

-- Which version of an object is current: the index of all plain reads, and the compare of every commit.
CREATE TABLE current_version (
    collection INTEGER NOT NULL,
    key        TEXT NOT NULL,
    created    INTEGER NOT NULL,
    PRIMARY KEY (collection, key)
) WITHOUT ROWID;

-- Versions that were replaced: visible in [created, superseded).
CREATE TABLE past_version (
    collection INTEGER NOT NULL,
    key        TEXT NOT NULL,
    superseded INTEGER NOT NULL,
    created    INTEGER NOT NULL,
    PRIMARY KEY (collection, key, superseded)
) WITHOUT ROWID;
