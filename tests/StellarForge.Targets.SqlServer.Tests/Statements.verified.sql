IF SCHEMA_ID(N'stellarforge') IS NULL EXEC(N'CREATE SCHEMA stellarforge')
CREATE TABLE stellarforge.tables (
    table_name nvarchar(300) COLLATE Latin1_General_100_BIN2 NOT NULL PRIMARY KEY,
    identity_hash nvarchar(100) NOT NULL,
    parts nvarchar(max) NOT NULL,
    finished_at datetime2 NULL)
CREATE TABLE stellarforge.chunks (
    table_name nvarchar(300) COLLATE Latin1_General_100_BIN2 NOT NULL REFERENCES stellarforge.tables,
    number int NOT NULL,
    from_row bigint NOT NULL,
    to_row bigint NOT NULL,
    done_at datetime2 NULL,
    PRIMARY KEY (table_name, number) WITH (ALLOW_PAGE_LOCKS = OFF))
CREATE TABLE stellarforge.foreign_keys (
    table_name nvarchar(300) COLLATE Latin1_General_100_BIN2 NOT NULL,
    parent_name nvarchar(300) COLLATE Latin1_General_100_BIN2 NOT NULL,
    name nvarchar(128) NOT NULL,
    definition nvarchar(max) NOT NULL,
    PRIMARY KEY (table_name, name))
EXEC sp_rename N'stellarforge.tables', N'fills'
ALTER TABLE stellarforge.fills ADD
    chunk_size bigint NOT NULL DEFAULT 1,
    next_row bigint NOT NULL DEFAULT 0,
    end_row bigint NOT NULL DEFAULT 0,
    is_created smallint NOT NULL DEFAULT 0,
    chunks_done bigint NOT NULL DEFAULT 0,
    rows_done bigint NOT NULL DEFAULT 0,
    rows_loaded bigint NOT NULL DEFAULT 0
ALTER TABLE stellarforge.chunks ADD rows_loaded bigint NULL
UPDATE filled SET chunk_size = IIF(cut.largest > 1, cut.largest, 1), next_row = cut.last, end_row = cut.last
FROM stellarforge.fills AS filled
JOIN (
    SELECT table_name, MAX(to_row - from_row) AS largest, MAX(to_row) AS last FROM stellarforge.chunks GROUP BY table_name
) AS cut ON cut.table_name = filled.table_name
CREATE TABLE stellarforge.ledger (version int NOT NULL)
IF EXISTS (SELECT * FROM stellarforge.fills WHERE table_name NOT LIKE N'%.%')
    AND NOT EXISTS (SELECT * FROM sys.fn_my_permissions(NULL, N'DATABASE') WHERE permission_name = N'VIEW DEFINITION')
THROW 51206, N'Only who sees all tables can bring the ledger of an earlier release up to date: grant VIEW DEFINITION on the database.', 1
DELETE FROM stellarforge.chunks WHERE table_name IN (SELECT filled.table_name FROM stellarforge.fills AS filled
JOIN (
    SELECT name, MIN(SCHEMA_NAME(schema_id)) COLLATE Latin1_General_100_BIN2 AS schema_name
    FROM sys.tables WHERE SCHEMA_NAME(schema_id) <> N'stellarforge' GROUP BY name HAVING COUNT(*) = 1
) AS placed ON placed.name = filled.table_name COLLATE DATABASE_DEFAULT
WHERE CONCAT(placed.schema_name, N'.', filled.table_name) IN (SELECT table_name FROM stellarforge.fills))
DELETE FROM stellarforge.fills WHERE table_name IN (SELECT filled.table_name FROM stellarforge.fills AS filled
JOIN (
    SELECT name, MIN(SCHEMA_NAME(schema_id)) COLLATE Latin1_General_100_BIN2 AS schema_name
    FROM sys.tables WHERE SCHEMA_NAME(schema_id) <> N'stellarforge' GROUP BY name HAVING COUNT(*) = 1
) AS placed ON placed.name = filled.table_name COLLATE DATABASE_DEFAULT
WHERE CONCAT(placed.schema_name, N'.', filled.table_name) IN (SELECT table_name FROM stellarforge.fills))
INSERT INTO stellarforge.fills (
    table_name,
    identity_hash, parts, finished_at, chunk_size, next_row, end_row, is_created, chunks_done, rows_done, rows_loaded)
SELECT CONCAT(placed.schema_name, N'.', filled.table_name),
    identity_hash, parts, finished_at, chunk_size, next_row, end_row, is_created, chunks_done, rows_done, rows_loaded
FROM stellarforge.fills AS filled
JOIN (
    SELECT name, MIN(SCHEMA_NAME(schema_id)) COLLATE Latin1_General_100_BIN2 AS schema_name
    FROM sys.tables WHERE SCHEMA_NAME(schema_id) <> N'stellarforge' GROUP BY name HAVING COUNT(*) = 1
) AS placed ON placed.name = filled.table_name COLLATE DATABASE_DEFAULT
UPDATE cut SET table_name = CONCAT(placed.schema_name, N'.', cut.table_name)
FROM stellarforge.chunks AS cut
JOIN (
    SELECT name, MIN(SCHEMA_NAME(schema_id)) COLLATE Latin1_General_100_BIN2 AS schema_name
    FROM sys.tables WHERE SCHEMA_NAME(schema_id) <> N'stellarforge' GROUP BY name HAVING COUNT(*) = 1
) AS placed ON placed.name = cut.table_name COLLATE DATABASE_DEFAULT
DELETE FROM stellarforge.fills WHERE table_name IN (
    SELECT filled.table_name FROM stellarforge.fills AS filled
    JOIN (
    SELECT name, MIN(SCHEMA_NAME(schema_id)) COLLATE Latin1_General_100_BIN2 AS schema_name
    FROM sys.tables WHERE SCHEMA_NAME(schema_id) <> N'stellarforge' GROUP BY name HAVING COUNT(*) = 1
) AS placed ON placed.name = filled.table_name COLLATE DATABASE_DEFAULT)
DELETE FROM stellarforge.foreign_keys WHERE EXISTS (
    SELECT * FROM stellarforge.foreign_keys AS saved
    JOIN (
    SELECT name, MIN(SCHEMA_NAME(schema_id)) COLLATE Latin1_General_100_BIN2 AS schema_name
    FROM sys.tables WHERE SCHEMA_NAME(schema_id) <> N'stellarforge' GROUP BY name HAVING COUNT(*) = 1
) AS placed ON saved.table_name = CONCAT(placed.schema_name, N'.', foreign_keys.table_name)
    WHERE saved.name = foreign_keys.name AND placed.name = foreign_keys.table_name COLLATE DATABASE_DEFAULT)
UPDATE saved SET table_name = CONCAT(placed.schema_name, N'.', saved.table_name)
FROM stellarforge.foreign_keys AS saved
JOIN (
    SELECT name, MIN(SCHEMA_NAME(schema_id)) COLLATE Latin1_General_100_BIN2 AS schema_name
    FROM sys.tables WHERE SCHEMA_NAME(schema_id) <> N'stellarforge' GROUP BY name HAVING COUNT(*) = 1
) AS placed ON placed.name = saved.table_name COLLATE DATABASE_DEFAULT
UPDATE saved SET parent_name = CONCAT(placed.schema_name, N'.', saved.parent_name)
FROM stellarforge.foreign_keys AS saved
JOIN (
    SELECT name, MIN(SCHEMA_NAME(schema_id)) COLLATE Latin1_General_100_BIN2 AS schema_name
    FROM sys.tables WHERE SCHEMA_NAME(schema_id) <> N'stellarforge' GROUP BY name HAVING COUNT(*) = 1
) AS placed ON placed.name = saved.parent_name COLLATE DATABASE_DEFAULT
CREATE TABLE stellarforge.topics (
    pipeline nvarchar(100) COLLATE Latin1_General_100_BIN2 NOT NULL,
    source nvarchar(300) COLLATE Latin1_General_100_BIN2 NOT NULL,
    topic nvarchar(249) COLLATE Latin1_General_100_BIN2 NOT NULL,
    partitions int NOT NULL,
    PRIMARY KEY NONCLUSTERED (pipeline, source, topic))
CREATE TABLE stellarforge.positions (
    pipeline nvarchar(100) COLLATE Latin1_General_100_BIN2 NOT NULL,
    source nvarchar(300) COLLATE Latin1_General_100_BIN2 NOT NULL,
    topic nvarchar(249) COLLATE Latin1_General_100_BIN2 NOT NULL,
    topic_partition int NOT NULL,
    next_offset bigint NOT NULL,
    fingerprint bigint NULL,
    batch_id nvarchar(36) COLLATE Latin1_General_100_BIN2 NULL,
    epoch bigint NOT NULL,
    owner nvarchar(200) NOT NULL,
    taken_at datetime2 NOT NULL,
    advanced_at datetime2 NULL,
    PRIMARY KEY NONCLUSTERED (pipeline, source, topic, topic_partition))
CREATE TABLE stellarforge.lanes (
    pipeline nvarchar(100) COLLATE Latin1_General_100_BIN2 NOT NULL,
    source nvarchar(300) COLLATE Latin1_General_100_BIN2 NOT NULL,
    topic nvarchar(249) COLLATE Latin1_General_100_BIN2 NOT NULL,
    topic_partition int NOT NULL,
    stream_id nvarchar(36) COLLATE Latin1_General_100_BIN2 NOT NULL,
    shard int NOT NULL,
    last_number bigint NOT NULL,
    PRIMARY KEY NONCLUSTERED (pipeline, source, topic, topic_partition, stream_id, shard))
CREATE TABLE stellarforge.dead_letters (
    pipeline nvarchar(100) COLLATE Latin1_General_100_BIN2 NOT NULL,
    source nvarchar(300) COLLATE Latin1_General_100_BIN2 NOT NULL,
    topic nvarchar(249) COLLATE Latin1_General_100_BIN2 NOT NULL,
    topic_partition int NOT NULL,
    message_offset bigint NOT NULL,
    table_name nvarchar(300) COLLATE Latin1_General_100_BIN2 NOT NULL,
    reason nvarchar(40) NOT NULL,
    detail nvarchar(max) NOT NULL,
    message_key varbinary(max) NOT NULL,
    message_value varbinary(max) NOT NULL,
    value_length bigint NOT NULL,
    value_hash varbinary(64) NOT NULL,
    stream_id nvarchar(36) COLLATE Latin1_General_100_BIN2 NULL,
    shard int NULL,
    event_number bigint NULL,
    previous_number bigint NULL,
    recorded_at datetime2 NOT NULL,
    forwarded_at datetime2 NULL,
    replayed_at datetime2 NULL,
    PRIMARY KEY NONCLUSTERED (pipeline, source, topic, topic_partition, message_offset))

-- Ledger: Fills
stellarforge.fills

-- Ledger: Chunks
stellarforge.chunks

-- Ledger: ForeignKeys
stellarforge.foreign_keys

-- Ledger: Versions
stellarforge.ledger

-- Ledger: Topics
stellarforge.topics

-- Ledger: Positions
stellarforge.positions

-- Ledger: Lanes
stellarforge.lanes

-- Ledger: DeadLetters
stellarforge.dead_letters

-- Ledger: FirstRows
SELECT TOP (@p4) {query}

-- Ledger: SaveLanes
UPDATE lane SET last_number = given.last_number
FROM stellarforge.lanes AS lane
JOIN (VALUES {rows}) AS given (pipeline, source, topic, topic_partition, stream_id, shard, last_number)
    ON lane.stream_id = given.stream_id COLLATE Latin1_General_100_BIN2 AND lane.shard = given.shard
WHERE lane.pipeline = @p0 AND lane.source = @p1 AND lane.topic = @p2 AND lane.topic_partition = @p3;
INSERT INTO stellarforge.lanes (pipeline, source, topic, topic_partition, stream_id, shard, last_number)
SELECT @p0, @p1, @p2, @p3, given.stream_id, given.shard, given.last_number
FROM (VALUES {rows}) AS given (pipeline, source, topic, topic_partition, stream_id, shard, last_number)
WHERE NOT EXISTS (
    SELECT * FROM stellarforge.lanes AS lane
    WHERE lane.pipeline = @p0 AND lane.source = @p1 AND lane.topic = @p2 AND lane.topic_partition = @p3
      AND lane.stream_id = given.stream_id COLLATE Latin1_General_100_BIN2 AND lane.shard = given.shard)

-- Ledger: Lock
DECLARE @result int;
EXEC @result = sp_getapplock @Resource = N'stellarforge', @LockMode = N'Exclusive', @LockOwner = N'Session', @LockTimeout = -1;
IF @result < 0 THROW 51205, N'The lock stellarforge was not granted.', 1;

-- Ledger: Exists
SELECT IIF(OBJECT_ID(N'stellarforge.foreign_keys', N'U') IS NULL, 0, 1)

-- Ledger: HasVersion
SELECT IIF(OBJECT_ID(N'stellarforge.ledger', N'U') IS NULL, 0, 1)

-- Ledger: FirstEntry


-- Ledger: DefaultSchema
SELECT COALESCE(OBJECT_SCHEMA_NAME(OBJECT_ID(QUOTENAME(@p0), N'U')), SCHEMA_NAME())

-- Ledger: Claim
SELECT TOP (1) number, from_row, to_row
FROM stellarforge.chunks WITH (READPAST, UPDLOCK, ROWLOCK, READCOMMITTEDLOCK)
WHERE table_name = @p0 AND done_at IS NULL
  AND EXISTS (SELECT * FROM stellarforge.fills WITH (READCOMMITTEDLOCK) WHERE table_name = @p0 AND identity_hash = @p1)
ORDER BY number

-- Ledger: Holders


-- Ledger: Now
SYSUTCDATETIME()

-- Ledger: Version
SELECT version FROM stellarforge.ledger

-- Ledger: ChangeVersion
UPDATE stellarforge.ledger SET version = @p0

-- Ledger: RecordVersion
INSERT INTO stellarforge.ledger (version) VALUES (@p0)

-- Ledger: Entry
SELECT identity_hash, parts, chunk_size, next_row, end_row, is_created, finished_at,
    cut, chunks_done, done, rows_done, covered, rows_loaded, loaded, uncounted
FROM stellarforge.fills WITH (UPDLOCK) LEFT JOIN (
    SELECT table_name AS counted_name, COUNT(*) - COUNT(done_at) AS cut, COUNT(done_at) AS done,
        SUM(CASE WHEN done_at IS NULL THEN 0 ELSE to_row - from_row END) AS covered,
        SUM(rows_loaded) AS loaded, SUM(CASE WHEN done_at IS NULL OR rows_loaded IS NOT NULL THEN 0 ELSE 1 END) AS uncounted
    FROM stellarforge.chunks WITH (READCOMMITTEDLOCK) WHERE table_name = @p0 GROUP BY table_name) AS counted ON counted_name = table_name
WHERE table_name = @p0
OPTION (FORCE ORDER, LOOP JOIN)

-- Ledger: Close
UPDATE stellarforge.fills SET next_row = end_row WHERE table_name = @p0

-- Ledger: ForgetChunks
DELETE FROM stellarforge.chunks WHERE table_name = @p0

-- Ledger: ForgetOpenChunks
DELETE FROM stellarforge.chunks WHERE table_name = @p0 AND done_at IS NULL

-- Ledger: ForgetTable
DELETE FROM stellarforge.fills WHERE table_name = @p0

-- Ledger: RecordTable
INSERT INTO stellarforge.fills (table_name, identity_hash, parts, chunk_size, next_row, end_row, is_created) VALUES (@p0, @p1, @p2, @p3, 0, @p4, @p5)

-- Ledger: Loaded
SELECT number, to_row - from_row, rows_loaded FROM stellarforge.chunks WHERE table_name = @p0 AND done_at IS NOT NULL AND rows_loaded IS NOT NULL

-- Ledger: Cut
UPDATE stellarforge.fills SET next_row = @p3, chunks_done = chunks_done + @p4, rows_done = rows_done + @p5, rows_loaded = rows_loaded + @p6
WHERE table_name = @p0 AND identity_hash = @p1 AND next_row = @p2 AND chunk_size = @p7

-- Ledger: RecordChunks
INSERT INTO stellarforge.chunks (table_name, number, from_row, to_row) VALUES 

-- Ledger: ForgetNumbers
DELETE FROM stellarforge.chunks WHERE table_name = @p0 AND number IN 

-- Ledger: Uncounted
SELECT number, from_row, to_row FROM stellarforge.chunks WHERE table_name = @p0 AND done_at IS NOT NULL AND rows_loaded IS NULL

-- Ledger: ForgetUncounted
DELETE FROM stellarforge.chunks WHERE table_name = @p0 AND done_at IS NOT NULL AND rows_loaded IS NULL

-- Ledger: Count
UPDATE stellarforge.fills SET chunks_done = chunks_done + @p1, rows_done = rows_done + @p2, rows_loaded = rows_loaded + @p3 WHERE table_name = @p0

-- Ledger: MarkDone
UPDATE stellarforge.chunks SET done_at = SYSUTCDATETIME(), rows_loaded = @p2 WHERE table_name = @p0 AND number = @p1 AND done_at IS NULL

-- Ledger: MarkFinished
UPDATE stellarforge.fills SET finished_at = SYSUTCDATETIME() WHERE table_name = @p0

-- Ledger: HasForeignKey
SELECT COUNT(*) FROM stellarforge.foreign_keys WHERE table_name = @p0 AND name = @p1

-- Ledger: SaveForeignKey
INSERT INTO stellarforge.foreign_keys (table_name, name, parent_name, definition) VALUES (@p0, @p1, @p2, @p3)

-- Ledger: SavedForeignKeys
SELECT table_name, parent_name, name, definition FROM stellarforge.foreign_keys ORDER BY table_name, name

-- Ledger: DeleteForeignKey
DELETE FROM stellarforge.foreign_keys WHERE table_name = @p0 AND name = @p1

-- SetSession
SET ANSI_NULLS, ANSI_PADDING, ANSI_WARNINGS, ARITHABORT, CONCAT_NULL_YIELDS_NULL, QUOTED_IDENTIFIER ON; SET NUMERIC_ROUNDABORT OFF; SET NOCOUNT OFF; SET XACT_ABORT ON; SET LOCK_TIMEOUT -1; SET DEADLOCK_PRIORITY LOW

-- Exists
SELECT IIF(OBJECT_ID(@p0, N'U') IS NULL, 0, 1)

-- IsReadable
SELECT IIF(COALESCE(OBJECT_ID(@p0, N'U'), OBJECT_ID(@p0, N'V'), OBJECT_ID(@p0, N'SN')) IS NULL, 0, 1)

-- IsHeap
SELECT IIF(EXISTS (SELECT * FROM sys.indexes WHERE object_id = OBJECT_ID(@p0) AND index_id > 0), 0, 1)

-- Columns
SELECT c.name, TYPE_NAME(c.user_type_id), c.max_length, c.precision, c.scale, c.is_nullable,
       CAST(IIF(c.default_object_id <> 0 OR c.is_identity = 1 OR c.is_computed = 1 OR TYPE_NAME(c.user_type_id) = N'timestamp', 1, 0) AS bit)
FROM sys.columns AS c WHERE c.object_id = OBJECT_ID(@p0) ORDER BY c.column_id

-- ExpectedColumns
SELECT c.name, TYPE_NAME(c.user_type_id), c.max_length, c.precision, c.scale, c.is_nullable, CAST(0 AS bit)
FROM tempdb.sys.columns AS c WHERE c.object_id = OBJECT_ID(N'tempdb..#stellarforge_expected') ORDER BY c.column_id

-- ForeignKeys
SELECT child.name, parent.name, k.name,
       N'FOREIGN KEY ('
       + (SELECT STRING_AGG(CONVERT(nvarchar(max), QUOTENAME(COL_NAME(f.parent_object_id, f.parent_column_id))), N', ')
              WITHIN GROUP (ORDER BY f.constraint_column_id)
          FROM sys.foreign_key_columns AS f WHERE f.constraint_object_id = k.object_id)
       + N') REFERENCES ' + parent.quoted + N' ('
       + (SELECT STRING_AGG(CONVERT(nvarchar(max), QUOTENAME(COL_NAME(f.referenced_object_id, f.referenced_column_id))), N', ')
              WITHIN GROUP (ORDER BY f.constraint_column_id)
          FROM sys.foreign_key_columns AS f WHERE f.constraint_object_id = k.object_id)
       + N') ON DELETE ' + REPLACE(k.delete_referential_action_desc, N'_', N' ')
       + N' ON UPDATE ' + REPLACE(k.update_referential_action_desc, N'_', N' ')
       + IIF(k.is_not_for_replication = 1, N' NOT FOR REPLICATION', N'')
FROM sys.foreign_keys AS k
JOIN OPENJSON(@p0) WITH (name nvarchar(300) '$[0]', quoted nvarchar(600) '$[1]') AS child ON OBJECT_ID(child.quoted) = k.parent_object_id
JOIN OPENJSON(@p0) WITH (name nvarchar(300) '$[0]', quoted nvarchar(600) '$[1]') AS parent ON OBJECT_ID(parent.quoted) = k.referenced_object_id
WHERE k.is_disabled = 0
ORDER BY child.name, k.name

-- HasForeignKey
SELECT IIF(EXISTS (
    SELECT * FROM sys.foreign_keys AS k
    WHERE k.parent_object_id = OBJECT_ID(@p0) AND k.referenced_object_id = OBJECT_ID(@p1)
      AND (SELECT STRING_AGG(CONVERT(nvarchar(max), QUOTENAME(COL_NAME(f.parent_object_id, f.parent_column_id))), N', ')
               WITHIN GROUP (ORDER BY f.constraint_column_id)
           FROM sys.foreign_key_columns AS f WHERE f.constraint_object_id = k.object_id) = @p2
      AND (SELECT STRING_AGG(CONVERT(nvarchar(max), QUOTENAME(COL_NAME(f.referenced_object_id, f.referenced_column_id))), N', ')
               WITHIN GROUP (ORDER BY f.constraint_column_id)
           FROM sys.foreign_key_columns AS f WHERE f.constraint_object_id = k.object_id) = @p3), 1, 0)

-- HasPrimaryKey
SELECT IIF(EXISTS (SELECT * FROM sys.key_constraints WHERE type = N'PK' AND parent_object_id = OBJECT_ID(@p0)), 1, 0)

-- HasIndex
SELECT IIF(EXISTS (
    SELECT * FROM sys.indexes AS i
    WHERE i.object_id = OBJECT_ID(@p0) AND i.index_id > 0 AND i.is_disabled = 0 AND i.is_hypothetical = 0
      AND (i.is_unique = 1 OR @p2 = 0) AND (i.has_filter = 0 OR i.filter_definition = @p3)
      AND (SELECT STRING_AGG(CONVERT(nvarchar(max), QUOTENAME(COL_NAME(c.object_id, c.column_id))), N', ') WITHIN GROUP (ORDER BY c.key_ordinal)
           FROM sys.index_columns AS c WHERE c.object_id = i.object_id AND c.index_id = i.index_id AND c.key_ordinal > 0) = @p1), 1, 0)

-- HasKey
SELECT IIF(EXISTS (
    SELECT * FROM sys.indexes AS i
    WHERE i.object_id = OBJECT_ID(@p0) AND i.is_unique = 1 AND i.has_filter = 0 AND i.is_disabled = 0 AND i.is_hypothetical = 0
      AND (SELECT STRING_AGG(c.column_id, N',') WITHIN GROUP (ORDER BY c.column_id)
           FROM sys.index_columns AS c WHERE c.object_id = i.object_id AND c.index_id = i.index_id AND c.key_ordinal > 0)
        = (SELECT STRING_AGG(c.column_id, N',') WITHIN GROUP (ORDER BY c.column_id)
           FROM sys.columns AS c WHERE c.object_id = i.object_id AND c.name IN (SELECT value FROM OPENJSON(@p1)))), 1, 0)

-- HasIdentity
SELECT IIF(EXISTS (SELECT * FROM sys.identity_columns WHERE object_id = OBJECT_ID(@p0)), 1, 0)

-- IdentityColumn
SELECT name FROM sys.identity_columns WHERE object_id = OBJECT_ID(@p0)

-- DuplicateIgnoringIndexes
SELECT name FROM sys.indexes WHERE object_id = OBJECT_ID(@p0) AND ignore_dup_key = 1 ORDER BY index_id

-- Of a table
SELECT IIF(EXISTS (SELECT * FROM [transfers]), 1, 0)
SELECT COUNT_BIG(*) FROM [transfers]
DBCC CHECKIDENT (N'[transfers]', RESEED) WITH NO_INFOMSGS
UPDATE STATISTICS [transfers]

-- A stream into readings: Append
SELECT TOP (0) source.[station], source.[number], source.[revision], source.[note], source.[amount], 0 AS stellarforge_number INTO [#stellarforge_staging_0] FROM [readings] AS source LEFT JOIN [readings] AS nothing ON 1 = 0
TRUNCATE TABLE [#stellarforge_staging_0]
WITH ranked AS (
    SELECT [station], [number], [revision], [note], [amount], stellarforge_number, ROW_NUMBER() OVER (PARTITION BY [station], [number] ORDER BY stellarforge_number)
        AS stellarforge_place
    FROM [#stellarforge_staging_0])
SELECT ranked.stellarforge_number FROM ranked
WHERE ranked.stellarforge_place > 1 OR EXISTS (SELECT * FROM [readings] AS there WHERE there.[station] = ranked.[station] AND there.[number] = ranked.[number]) ORDER BY ranked.stellarforge_number
WITH ranked AS (
    SELECT [station], [number], [revision], [note], [amount], stellarforge_number, ROW_NUMBER() OVER (PARTITION BY [station], [number] ORDER BY stellarforge_number)
        AS stellarforge_place
    FROM [#stellarforge_staging_0])
INSERT INTO [readings] ([station], [number], [revision], [note], [amount])
SELECT ranked.[station], ranked.[number], ranked.[revision], ranked.[note], ranked.[amount] FROM ranked WHERE ranked.stellarforge_place = 1 AND NOT EXISTS (SELECT * FROM [readings] AS there WHERE there.[station] = ranked.[station] AND there.[number] = ranked.[number])
WITH ranked AS (
    SELECT [station], [number], [revision], [note], [amount], stellarforge_number, ROW_NUMBER() OVER (PARTITION BY [station], [number] ORDER BY stellarforge_number)
        AS stellarforge_place
    FROM [#stellarforge_staging_0])
SELECT COUNT(*) FROM ranked WHERE ranked.stellarforge_place = 1 AND NOT EXISTS (SELECT * FROM [readings] AS there WHERE there.[station] = ranked.[station] AND there.[number] = ranked.[number])

-- A stream into readings: Ignore
SELECT TOP (0) source.[station], source.[number], source.[revision], source.[note], source.[amount], 0 AS stellarforge_number INTO [#stellarforge_staging_0] FROM [readings] AS source LEFT JOIN [readings] AS nothing ON 1 = 0
TRUNCATE TABLE [#stellarforge_staging_0]
SET IDENTITY_INSERT [readings] ON;
WITH ranked AS (
    SELECT [station], [number], [revision], [note], [amount], stellarforge_number, ROW_NUMBER() OVER (PARTITION BY [station], [number] ORDER BY stellarforge_number)
        AS stellarforge_place
    FROM [#stellarforge_staging_0])
INSERT INTO [readings] ([station], [number], [revision], [note], [amount])
SELECT ranked.[station], ranked.[number], ranked.[revision], ranked.[note], ranked.[amount] FROM ranked WHERE ranked.stellarforge_place = 1 AND NOT EXISTS (SELECT * FROM [readings] AS there WHERE there.[station] = ranked.[station] AND there.[number] = ranked.[number]);
SET IDENTITY_INSERT [readings] OFF
WITH ranked AS (
    SELECT [station], [number], [revision], [note], [amount], stellarforge_number, ROW_NUMBER() OVER (PARTITION BY [station], [number] ORDER BY stellarforge_number)
        AS stellarforge_place
    FROM [#stellarforge_staging_0])
SELECT COUNT(*) FROM ranked WHERE ranked.stellarforge_place = 1 AND NOT EXISTS (SELECT * FROM [readings] AS there WHERE there.[station] = ranked.[station] AND there.[number] = ranked.[number])

-- A stream into readings: Upsert
SELECT TOP (0) source.[station], source.[number], source.[revision], source.[note], source.[amount], 0 AS stellarforge_number INTO [#stellarforge_staging_0] FROM [readings] AS source LEFT JOIN [readings] AS nothing ON 1 = 0
TRUNCATE TABLE [#stellarforge_staging_0]
WITH ranked AS (
    SELECT [station], [number], [revision], [note], [amount], stellarforge_number, ROW_NUMBER() OVER (PARTITION BY [station], [number] ORDER BY stellarforge_number DESC)
        AS stellarforge_place
    FROM [#stellarforge_staging_0])
UPDATE target SET target.[revision] = ranked.[revision], target.[note] = ranked.[note], target.[amount] = ranked.[amount]
FROM [readings] AS target JOIN ranked ON target.[station] = ranked.[station] AND target.[number] = ranked.[number]
WHERE ranked.stellarforge_place = 1
WITH ranked AS (
    SELECT [station], [number], [revision], [note], [amount], stellarforge_number, ROW_NUMBER() OVER (PARTITION BY [station], [number] ORDER BY stellarforge_number DESC)
        AS stellarforge_place
    FROM [#stellarforge_staging_0])
INSERT INTO [readings] ([station], [number], [revision], [note], [amount])
SELECT ranked.[station], ranked.[number], ranked.[revision], ranked.[note], ranked.[amount] FROM ranked WHERE ranked.stellarforge_place = 1 AND NOT EXISTS (SELECT * FROM [readings] AS there WHERE there.[station] = ranked.[station] AND there.[number] = ranked.[number])
WITH ranked AS (
    SELECT [station], [number], [revision], [note], [amount], stellarforge_number, ROW_NUMBER() OVER (PARTITION BY [station], [number] ORDER BY stellarforge_number DESC)
        AS stellarforge_place
    FROM [#stellarforge_staging_0])
SELECT COUNT(*) FROM ranked WHERE ranked.stellarforge_place = 1 AND NOT EXISTS (SELECT * FROM [readings] AS there WHERE there.[station] = ranked.[station] AND there.[number] = ranked.[number])

-- A stream into readings: Upsert by a version
SELECT TOP (0) source.[station], source.[number], source.[revision], source.[note], source.[amount], 0 AS stellarforge_number INTO [#stellarforge_staging_0] FROM [readings] AS source LEFT JOIN [readings] AS nothing ON 1 = 0
TRUNCATE TABLE [#stellarforge_staging_0]
WITH ranked AS (
    SELECT [station], [number], [revision], [note], [amount], stellarforge_number, ROW_NUMBER() OVER (PARTITION BY [station], [number] ORDER BY [revision] DESC, stellarforge_number DESC)
        AS stellarforge_place
    FROM [#stellarforge_staging_0])
UPDATE target SET target.[revision] = ranked.[revision], target.[note] = ranked.[note], target.[amount] = ranked.[amount]
FROM [readings] AS target JOIN ranked ON target.[station] = ranked.[station] AND target.[number] = ranked.[number]
WHERE ranked.stellarforge_place = 1 AND (target.[revision] IS NULL OR ranked.[revision] >= target.[revision])
WITH ranked AS (
    SELECT [station], [number], [revision], [note], [amount], stellarforge_number, ROW_NUMBER() OVER (PARTITION BY [station], [number] ORDER BY [revision] DESC, stellarforge_number DESC)
        AS stellarforge_place
    FROM [#stellarforge_staging_0])
INSERT INTO [readings] ([station], [number], [revision], [note], [amount])
SELECT ranked.[station], ranked.[number], ranked.[revision], ranked.[note], ranked.[amount] FROM ranked WHERE ranked.stellarforge_place = 1 AND NOT EXISTS (SELECT * FROM [readings] AS there WHERE there.[station] = ranked.[station] AND there.[number] = ranked.[number])
WITH ranked AS (
    SELECT [station], [number], [revision], [note], [amount], stellarforge_number, ROW_NUMBER() OVER (PARTITION BY [station], [number] ORDER BY [revision] DESC, stellarforge_number DESC)
        AS stellarforge_place
    FROM [#stellarforge_staging_0])
SELECT COUNT(*) FROM ranked WHERE ranked.stellarforge_place = 1 AND NOT EXISTS (SELECT * FROM [readings] AS there WHERE there.[station] = ranked.[station] AND there.[number] = ranked.[number])

-- A stream into log_lines: Append
SELECT TOP (0) source.[station], source.[number], source.[revision], source.[note], source.[amount], 0 AS stellarforge_number INTO [#stellarforge_staging_0] FROM [log_lines] AS source LEFT JOIN [log_lines] AS nothing ON 1 = 0
TRUNCATE TABLE [#stellarforge_staging_0]
INSERT INTO [log_lines] ([station], [number], [revision], [note], [amount]) SELECT [station], [number], [revision], [note], [amount] FROM [#stellarforge_staging_0]

-- Tables, keys and indexes
CREATE TABLE [accounts] (
    [id] bigint NOT NULL IDENTITY,
    [name] nvarchar(40) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [balance] decimal(12,2) NOT NULL,
    CONSTRAINT [pk_accounts] PRIMARY KEY ([id])
);

CREATE UNIQUE INDEX [ux_accounts_name] ON [accounts] ([name]);

CREATE TABLE [transfers] (
    [id] int NOT NULL IDENTITY,
    [from_id] bigint NOT NULL,
    [follows_id] int,
    [amount] decimal(12,2) NOT NULL,
    [at] datetime2(6) NOT NULL,
    CONSTRAINT [pk_transfers] PRIMARY KEY ([id])
);

CREATE INDEX [ix_transfers_from_id] ON [transfers] ([from_id]);

ALTER TABLE [transfers] ADD CONSTRAINT [fk_transfers_from_id] FOREIGN KEY ([from_id]) REFERENCES [accounts] ([id]);

ALTER TABLE [transfers] ADD CONSTRAINT [fk_transfers_follows_id] FOREIGN KEY ([follows_id]) REFERENCES [transfers] ([id]);

