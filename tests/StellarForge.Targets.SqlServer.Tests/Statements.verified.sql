-- SetSession
SET ANSI_NULLS, ANSI_PADDING, ANSI_WARNINGS, ARITHABORT, CONCAT_NULL_YIELDS_NULL, QUOTED_IDENTIFIER ON; SET NUMERIC_ROUNDABORT OFF; SET XACT_ABORT ON; SET LOCK_TIMEOUT -1; SET DEADLOCK_PRIORITY LOW

-- LockTransaction
DECLARE @result int;
EXEC @result = sp_getapplock @Resource = N'stellarforge', @LockMode = N'Exclusive', @LockOwner = N'Transaction', @LockTimeout = -1;
IF @result < 0 THROW 51205, N'The lock stellarforge was not granted.', 1;

-- LockSession
DECLARE @result int;
EXEC @result = sp_getapplock @Resource = N'stellarforge', @LockMode = N'Exclusive', @LockOwner = N'Session', @LockTimeout = -1;
IF @result < 0 THROW 51205, N'The lock stellarforge was not granted.', 1;

-- HasLedger
SELECT IIF(OBJECT_ID(N'stellarforge.foreign_keys', N'U') IS NULL, 0, 1)

-- CreateLedger
IF SCHEMA_ID(N'stellarforge') IS NULL EXEC(N'CREATE SCHEMA stellarforge');
CREATE TABLE stellarforge.tables (
    table_name nvarchar(300) COLLATE Latin1_General_100_BIN2 NOT NULL PRIMARY KEY,
    identity_hash nvarchar(100) NOT NULL,
    parts nvarchar(max) NOT NULL,
    finished_at datetime2 NULL);
CREATE TABLE stellarforge.chunks (
    table_name nvarchar(300) COLLATE Latin1_General_100_BIN2 NOT NULL REFERENCES stellarforge.tables ON DELETE CASCADE,
    number int NOT NULL,
    from_row bigint NOT NULL,
    to_row bigint NOT NULL,
    done_at datetime2 NULL,
    PRIMARY KEY (table_name, number));
CREATE TABLE stellarforge.foreign_keys (
    table_name nvarchar(300) COLLATE Latin1_General_100_BIN2 NOT NULL,
    parent_name nvarchar(300) COLLATE Latin1_General_100_BIN2 NOT NULL,
    name nvarchar(128) NOT NULL,
    PRIMARY KEY (table_name, name));

-- Identity
SELECT identity_hash, parts FROM stellarforge.tables WHERE table_name = @table

-- HasDoneChunks
SELECT IIF(EXISTS (SELECT * FROM stellarforge.chunks WHERE table_name = @table AND done_at IS NOT NULL), 1, 0)

-- Forget
DELETE FROM stellarforge.tables WHERE table_name = @table

-- Record
INSERT INTO stellarforge.tables (table_name, identity_hash, parts) VALUES (@table, @identity, @parts);
INSERT INTO stellarforge.chunks (table_name, number, from_row, to_row)
SELECT @table, number, from_row, to_row FROM OPENJSON(@chunks) WITH (number int '$[0]', from_row bigint '$[1]', to_row bigint '$[2]');

-- Status
SELECT table_name, number, from_row, to_row, CAST(IIF(done_at IS NULL, 0, 1) AS bit)
FROM stellarforge.chunks WITH (READCOMMITTEDLOCK)
WHERE table_name IN (SELECT value COLLATE Latin1_General_100_BIN2 FROM OPENJSON(@tables))
ORDER BY table_name, number

-- Claim
SELECT TOP (1) number, from_row, to_row
FROM stellarforge.chunks WITH (READPAST, UPDLOCK, ROWLOCK, READCOMMITTEDLOCK)
WHERE table_name = @table AND done_at IS NULL
  AND EXISTS (SELECT * FROM stellarforge.tables WITH (READCOMMITTEDLOCK) WHERE table_name = @table AND identity_hash = @identity)
ORDER BY number

-- MarkDone
UPDATE stellarforge.chunks WITH (ROWLOCK) SET done_at = SYSUTCDATETIME() WHERE table_name = @table AND number = @number

-- Complete
SELECT table_name, CAST(IIF(finished_at IS NULL, 0, 1) AS bit)
FROM stellarforge.tables AS t
WHERE table_name IN (SELECT value COLLATE Latin1_General_100_BIN2 FROM OPENJSON(@tables))
  AND NOT EXISTS (SELECT * FROM stellarforge.chunks AS c WITH (READCOMMITTEDLOCK) WHERE c.table_name = t.table_name AND c.done_at IS NULL)

-- MarkFinished
UPDATE stellarforge.tables SET finished_at = SYSUTCDATETIME() WHERE table_name = @table

-- KeepForeignKey
IF NOT EXISTS (SELECT * FROM stellarforge.foreign_keys WHERE table_name = @table AND name = @name)
    INSERT INTO stellarforge.foreign_keys (table_name, parent_name, name) VALUES (@table, @parent, @name)

-- KeptForeignKeys
SELECT table_name, parent_name, name FROM stellarforge.foreign_keys ORDER BY table_name, name

-- ReleaseForeignKey
DELETE FROM stellarforge.foreign_keys WHERE table_name = @table AND name = @name

-- Exists
SELECT IIF(OBJECT_ID(@table, N'U') IS NULL, 0, 1)

-- IsHeap
SELECT IIF(EXISTS (SELECT * FROM sys.indexes WHERE object_id = OBJECT_ID(@table) AND index_id > 0), 0, 1)

-- Columns
SELECT c.name, TYPE_NAME(c.user_type_id), c.max_length, c.precision, c.scale, c.is_nullable,
       CAST(IIF(c.default_object_id <> 0 OR c.is_identity = 1 OR c.is_computed = 1 OR TYPE_NAME(c.user_type_id) = N'timestamp', 1, 0) AS bit)
FROM sys.columns AS c WHERE c.object_id = OBJECT_ID(@table) ORDER BY c.column_id

-- ExpectedColumns
SELECT c.name, TYPE_NAME(c.user_type_id), c.max_length, c.precision, c.scale, c.is_nullable, CAST(0 AS bit)
FROM tempdb.sys.columns AS c WHERE c.object_id = OBJECT_ID(N'tempdb..#stellarforge_expected') ORDER BY c.column_id

-- ForeignKeys
SELECT child.name, parent.name, k.name, k.is_disabled
FROM sys.foreign_keys AS k
JOIN OPENJSON(@tables) WITH (name nvarchar(300) '$[0]', quoted nvarchar(600) '$[1]') AS child ON OBJECT_ID(child.quoted) = k.parent_object_id
JOIN OPENJSON(@tables) WITH (name nvarchar(300) '$[0]', quoted nvarchar(600) '$[1]') AS parent ON OBJECT_ID(parent.quoted) = k.referenced_object_id
ORDER BY child.name, k.name

-- HasForeignKey
SELECT IIF(EXISTS (
    SELECT * FROM sys.foreign_keys AS k
    WHERE k.parent_object_id = OBJECT_ID(@table) AND k.referenced_object_id = OBJECT_ID(@parent)
      AND (SELECT STRING_AGG(CONVERT(nvarchar(max), QUOTENAME(COL_NAME(f.parent_object_id, f.parent_column_id))), N', ') WITHIN GROUP (ORDER BY f.constraint_column_id)
           FROM sys.foreign_key_columns AS f WHERE f.constraint_object_id = k.object_id) = @columns
      AND (SELECT STRING_AGG(CONVERT(nvarchar(max), QUOTENAME(COL_NAME(f.referenced_object_id, f.referenced_column_id))), N', ') WITHIN GROUP (ORDER BY f.constraint_column_id)
           FROM sys.foreign_key_columns AS f WHERE f.constraint_object_id = k.object_id) = @parentColumns), 1, 0)

-- HasPrimaryKey
SELECT IIF(EXISTS (SELECT * FROM sys.key_constraints WHERE type = N'PK' AND parent_object_id = OBJECT_ID(@table)), 1, 0)

-- HasIndex
SELECT IIF(EXISTS (
    SELECT * FROM sys.indexes AS i
    WHERE i.object_id = OBJECT_ID(@table) AND i.index_id > 0 AND i.is_disabled = 0 AND i.is_hypothetical = 0
      AND (i.is_unique = 1 OR @unique = 0) AND (i.has_filter = 0 OR @unique = 1)
      AND (SELECT STRING_AGG(CONVERT(nvarchar(max), QUOTENAME(COL_NAME(c.object_id, c.column_id))), N', ') WITHIN GROUP (ORDER BY c.key_ordinal)
           FROM sys.index_columns AS c WHERE c.object_id = i.object_id AND c.index_id = i.index_id AND c.key_ordinal > 0) = @columns), 1, 0)

-- HasIdentity
SELECT IIF(EXISTS (SELECT * FROM sys.identity_columns WHERE object_id = OBJECT_ID(@table)), 1, 0)

-- Of a table
SELECT IIF(EXISTS (SELECT * FROM [transfers]), 1, 0)
DBCC CHECKIDENT (N'[transfers]', RESEED) WITH NO_INFOMSGS
UPDATE STATISTICS [transfers]
ALTER TABLE [transfers] NOCHECK CONSTRAINT [fk]
ALTER TABLE [transfers] WITH CHECK CHECK CONSTRAINT [fk]
ALTER TABLE [transfers] DROP CONSTRAINT [fk]

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

