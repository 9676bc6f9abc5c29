-- Grain storage of Orleans 10.4's AdoNet provider, for grain state that is not an API object. The provider knows Microsoft.Data.Sqlite under the
-- invariant name "System.Data.SQLite". There is no clustering and there are no reminders here: the embedded store is for one process.
-- An answer without a row means that the stored version is not the caller's.
CREATE TABLE OrleansQuery (QueryKey TEXT PRIMARY KEY, QueryText TEXT NOT NULL);

CREATE TABLE orleans_grain_state (
    service_id TEXT NOT NULL,
    type       TEXT NOT NULL,
    n0         INTEGER NOT NULL,
    n1         INTEGER NOT NULL,
    extension  TEXT NOT NULL,  -- '' = none
    payload    BLOB,
    version    INTEGER NOT NULL,
    PRIMARY KEY (service_id, type, n0, n1, extension)
);

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES
('ReadFromStorageKey', '
SELECT payload AS PayloadBinary, version AS Version FROM orleans_grain_state
WHERE service_id = @ServiceId AND type = @GrainTypeString AND n0 = @GrainIdN0 AND n1 = @GrainIdN1
  AND extension = coalesce(@GrainIdExtensionString, '''')'),

('WriteToStorageKey', '
INSERT INTO orleans_grain_state (service_id, type, n0, n1, extension, payload, version)
SELECT @ServiceId, @GrainTypeString, @GrainIdN0, @GrainIdN1, coalesce(@GrainIdExtensionString, ''''), @PayloadBinary, 1
WHERE @GrainStateVersion IS NULL OR EXISTS (
  SELECT 1 FROM orleans_grain_state
  WHERE service_id = @ServiceId AND type = @GrainTypeString AND n0 = @GrainIdN0 AND n1 = @GrainIdN1
    AND extension = coalesce(@GrainIdExtensionString, ''''))
ON CONFLICT DO UPDATE SET payload = excluded.payload, version = version + 1 WHERE version = @GrainStateVersion
RETURNING version AS NewGrainStateVersion'),

('ClearStorageKey', '
UPDATE orleans_grain_state SET payload = NULL, version = version + 1
WHERE service_id = @ServiceId AND type = @GrainTypeString AND n0 = @GrainIdN0 AND n1 = @GrainIdN1
  AND extension = coalesce(@GrainIdExtensionString, '''') AND version = @GrainStateVersion
RETURNING version AS NewGrainStateVersion'),

('DeleteStorageKey', '
DELETE FROM orleans_grain_state
WHERE service_id = @ServiceId AND type = @GrainTypeString AND n0 = @GrainIdN0 AND n1 = @GrainIdN1
  AND extension = coalesce(@GrainIdExtensionString, '''') AND version = @GrainStateVersion
RETURNING version + 1 AS NewGrainStateVersion');
