IF SCHEMA_ID(N'press') IS NULL EXEC(N'CREATE SCHEMA [press]');

CREATE TABLE [press].[authors] (
    [id] int NOT NULL IDENTITY,
    [email] nvarchar(200) COLLATE Latin1_General_100_BIN2,
    [boss_id] int,
    [Odd "name"]]`] nvarchar(max) NOT NULL,
    CONSTRAINT [pk_authors] PRIMARY KEY ([id])
);

CREATE UNIQUE INDEX [ux_authors_email] ON [press].[authors] ([email]) WHERE [email] IS NOT NULL;

CREATE TABLE [pages] (
    [book] nvarchar(450) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [number] smallint NOT NULL,
    [author_id] int NOT NULL,
    [price] decimal(10, 2) NOT NULL,
    [notes] nvarchar(max),
    [body] nvarchar(max) NOT NULL,
    [code] varchar(20) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [printed] datetime2(6) NOT NULL,
    CONSTRAINT [pk_pages] PRIMARY KEY ([book], [number])
);

CREATE INDEX [ix_pages_a_very_long_name_of_an_index_that_no_database_but_sqlite_takes_as_it_is] ON [pages] ([code]);

CREATE TABLE [everything] (
    [id] bigint NOT NULL IDENTITY,
    [flag] bit,
    [tiny] smallint,
    [octet] tinyint,
    [short] smallint,
    [ushort] int,
    [int] int,
    [uint] bigint,
    [long] bigint,
    [ulong] decimal(20,0),
    [single] real,
    [double] float,
    [money] decimal(15,2),
    [wide] decimal(28,10),
    [text] nvarchar(100),
    [date] date,
    [time] time(6),
    [duration] bigint,
    [timestamp] datetime2(6),
    [offset] datetimeoffset(6),
    [uuid] uniqueidentifier,
    [binary] varbinary(max),
    CONSTRAINT [pk_everything] PRIMARY KEY ([id])
);

ALTER TABLE [press].[authors] ADD CONSTRAINT [fk_authors_boss_id] FOREIGN KEY ([boss_id]) REFERENCES [press].[authors] ([id]);

ALTER TABLE [pages] ADD CONSTRAINT [fk_pages_author_id] FOREIGN KEY ([author_id]) REFERENCES [press].[authors] ([id]);

