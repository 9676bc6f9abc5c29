-- The tables of Orleans 10.4's AdoNet clustering, grain storage and reminders. Orleans knows only OrleansQuery and the columns of the answers;
-- the tables and texts are ours. Hashes that Orleans passes as index aids are ignored where a real key exists.
CREATE TABLE OrleansQuery (QueryKey text PRIMARY KEY, QueryText text NOT NULL);

CREATE TABLE orleans_membership_version (
    deployment_id text PRIMARY KEY,
    changed       timestamptz NOT NULL DEFAULT now(),
    version       integer NOT NULL DEFAULT 0
);

CREATE TABLE orleans_membership (
    deployment_id  text NOT NULL REFERENCES orleans_membership_version,
    address        text NOT NULL,
    port           integer NOT NULL,
    generation     integer NOT NULL,
    silo_name      text NOT NULL,
    host_name      text NOT NULL,
    status         integer NOT NULL,
    proxy_port     integer,
    suspect_times  text,
    start_time     timestamptz NOT NULL,
    i_am_alive     timestamptz NOT NULL,
    PRIMARY KEY (deployment_id, address, port, generation)
);

CREATE TABLE orleans_grain_state (
    service_id text NOT NULL,
    type       text NOT NULL,
    n0         bigint NOT NULL,
    n1         bigint NOT NULL,
    extension  text NOT NULL,  -- '' = none
    payload    bytea,
    version    integer NOT NULL,
    modified   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (service_id, type, n0, n1, extension)
);

CREATE TABLE orleans_reminder (
    service_id text NOT NULL,
    grain_id   text NOT NULL,
    name       text NOT NULL,
    start_time timestamptz NOT NULL,
    period     bigint NOT NULL,
    grain_hash integer NOT NULL,
    version    integer NOT NULL,
    PRIMARY KEY (service_id, grain_id, name)
);
CREATE INDEX orleans_reminder_hash ON orleans_reminder (service_id, grain_hash);

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES
('InsertMembershipVersionKey', $q$
WITH added AS (
  INSERT INTO orleans_membership_version (deployment_id) VALUES (@DeploymentId) ON CONFLICT DO NOTHING RETURNING 1
)
SELECT EXISTS (SELECT FROM added)$q$),

('InsertMembershipKey', $q$
WITH added AS (
  INSERT INTO orleans_membership (deployment_id, address, port, generation, silo_name, host_name, status, proxy_port, start_time, i_am_alive)
  SELECT @DeploymentId, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime
  FROM (SELECT FROM orleans_membership_version WHERE deployment_id = @DeploymentId AND version = @Version FOR UPDATE) v
  ON CONFLICT DO NOTHING RETURNING 1
), moved AS (
  UPDATE orleans_membership_version SET version = version + 1, changed = now()
  WHERE deployment_id = @DeploymentId AND version = @Version AND EXISTS (SELECT FROM added) RETURNING 1
)
SELECT EXISTS (SELECT FROM moved)$q$),

('UpdateMembershipKey', $q$
WITH moved AS (
  UPDATE orleans_membership_version SET version = version + 1, changed = now()
  WHERE deployment_id = @DeploymentId AND version = @Version
    AND EXISTS (SELECT FROM orleans_membership
                WHERE deployment_id = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation)
  RETURNING 1
), changed AS (
  UPDATE orleans_membership SET status = @Status, suspect_times = @SuspectTimes, i_am_alive = @IAmAliveTime
  WHERE deployment_id = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation AND EXISTS (SELECT FROM moved)
  RETURNING 1
)
SELECT EXISTS (SELECT FROM changed)$q$),

('UpdateIAmAlivetimeKey', $q$
UPDATE orleans_membership SET i_am_alive = @IAmAliveTime
WHERE deployment_id = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation$q$),

('MembershipReadRowKey', $q$
SELECT m.address AS Address, m.port AS Port, m.generation AS Generation, m.silo_name AS SiloName, m.host_name AS HostName, m.status AS Status,
  m.proxy_port AS ProxyPort, m.suspect_times AS SuspectTimes, m.start_time AS StartTime, m.i_am_alive AS IAmAliveTime, v.version AS Version
FROM orleans_membership_version v
LEFT JOIN orleans_membership m
  ON m.deployment_id = v.deployment_id AND m.address = @Address AND m.port = @Port AND m.generation = @Generation
WHERE v.deployment_id = @DeploymentId$q$),

('MembershipReadAllKey', $q$
SELECT m.address AS Address, m.port AS Port, m.generation AS Generation, m.silo_name AS SiloName, m.host_name AS HostName, m.status AS Status,
  m.proxy_port AS ProxyPort, m.suspect_times AS SuspectTimes, m.start_time AS StartTime, m.i_am_alive AS IAmAliveTime, v.version AS Version
FROM orleans_membership_version v
LEFT JOIN orleans_membership m ON m.deployment_id = v.deployment_id
WHERE v.deployment_id = @DeploymentId$q$),

('DeleteMembershipTableEntriesKey', $q$
WITH gone AS (DELETE FROM orleans_membership WHERE deployment_id = @DeploymentId)
DELETE FROM orleans_membership_version WHERE deployment_id = @DeploymentId$q$),

('GatewaysQueryKey', $q$
SELECT address AS Address, proxy_port AS ProxyPort, generation AS Generation FROM orleans_membership
WHERE deployment_id = @DeploymentId AND status = @Status AND proxy_port > 0$q$),

('CleanupDefunctSiloEntriesKey', $q$
DELETE FROM orleans_membership WHERE deployment_id = @DeploymentId AND i_am_alive < @IAmAliveTime AND status <> 3$q$),

('CleanupDefunctSiloEntryKey', $q$
DELETE FROM orleans_membership
WHERE deployment_id = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation AND status = 6
  AND start_time = @StartTime AND suspect_times IS NOT DISTINCT FROM @SuspectTimes$q$),

('ReadFromStorageKey', $q$
SELECT payload AS PayloadBinary, version AS Version FROM orleans_grain_state
WHERE service_id = @ServiceId AND type = @GrainTypeString AND n0 = @GrainIdN0 AND n1 = @GrainIdN1
  AND extension = coalesce(@GrainIdExtensionString, '')$q$),

('WriteToStorageKey', $q$
WITH inserted AS (
  INSERT INTO orleans_grain_state (service_id, type, n0, n1, extension, payload, version)
  SELECT @ServiceId, @GrainTypeString, @GrainIdN0, @GrainIdN1, coalesce(@GrainIdExtensionString, ''), @PayloadBinary, 1
  WHERE @GrainStateVersion::integer IS NULL ON CONFLICT DO NOTHING RETURNING version
), updated AS (
  UPDATE orleans_grain_state SET payload = @PayloadBinary, version = version + 1, modified = now()
  WHERE service_id = @ServiceId AND type = @GrainTypeString AND n0 = @GrainIdN0 AND n1 = @GrainIdN1
    AND extension = coalesce(@GrainIdExtensionString, '') AND version = @GrainStateVersion::integer RETURNING version
), written AS (SELECT version FROM inserted UNION ALL SELECT version FROM updated)
SELECT coalesce((SELECT version FROM written), @GrainStateVersion::integer) AS NewGrainStateVersion$q$),

('ClearStorageKey', $q$
WITH cleared AS (
  UPDATE orleans_grain_state SET payload = NULL, version = version + 1, modified = now()
  WHERE service_id = @ServiceId AND type = @GrainTypeString AND n0 = @GrainIdN0 AND n1 = @GrainIdN1
    AND extension = coalesce(@GrainIdExtensionString, '') AND version = @GrainStateVersion::integer RETURNING version
)
SELECT coalesce((SELECT version FROM cleared), @GrainStateVersion::integer) AS NewGrainStateVersion$q$),

('DeleteStorageKey', $q$
WITH deleted AS (
  DELETE FROM orleans_grain_state
  WHERE service_id = @ServiceId AND type = @GrainTypeString AND n0 = @GrainIdN0 AND n1 = @GrainIdN1
    AND extension = coalesce(@GrainIdExtensionString, '') AND version = @GrainStateVersion::integer RETURNING version
)
SELECT coalesce((SELECT version + 1 FROM deleted), @GrainStateVersion::integer) AS NewGrainStateVersion$q$),

('UpsertReminderRowKey', $q$
INSERT INTO orleans_reminder (service_id, grain_id, name, start_time, period, grain_hash, version)
VALUES (@ServiceId, @GrainId, @ReminderName, @StartTime, @Period, @GrainHash, 0)
ON CONFLICT (service_id, grain_id, name) DO UPDATE
SET start_time = excluded.start_time, period = excluded.period, grain_hash = excluded.grain_hash, version = orleans_reminder.version + 1
RETURNING version AS Version$q$),

('ReadReminderRowsKey', $q$
SELECT grain_id AS GrainId, name AS ReminderName, start_time AS StartTime, period AS Period, version AS Version FROM orleans_reminder
WHERE service_id = @ServiceId AND grain_id = @GrainId$q$),

('ReadReminderRowKey', $q$
SELECT grain_id AS GrainId, name AS ReminderName, start_time AS StartTime, period AS Period, version AS Version FROM orleans_reminder
WHERE service_id = @ServiceId AND grain_id = @GrainId AND name = @ReminderName$q$),

('ReadRangeRows1Key', $q$
SELECT grain_id AS GrainId, name AS ReminderName, start_time AS StartTime, period AS Period, version AS Version FROM orleans_reminder
WHERE service_id = @ServiceId AND grain_hash > @BeginHash AND grain_hash <= @EndHash$q$),

('ReadRangeRows2Key', $q$
SELECT grain_id AS GrainId, name AS ReminderName, start_time AS StartTime, period AS Period, version AS Version FROM orleans_reminder
WHERE service_id = @ServiceId AND (grain_hash > @BeginHash OR grain_hash <= @EndHash)$q$),

('DeleteReminderRowKey', $q$
WITH gone AS (
  DELETE FROM orleans_reminder
  WHERE service_id = @ServiceId AND grain_id = @GrainId AND name = @ReminderName AND version = @Version RETURNING 1
)
SELECT EXISTS (SELECT FROM gone)$q$),

('DeleteReminderRowsKey', $q$
DELETE FROM orleans_reminder WHERE service_id = @ServiceId$q$);
