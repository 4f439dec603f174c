namespace StellarForge.Targets.SqlServer;

/// <summary>The T-SQL of session and catalog; that of tables is the dialect's.</summary>
internal static class SqlServerStatements
{
    public const string SetSession =
        "SET ANSI_NULLS, ANSI_PADDING, ANSI_WARNINGS, ARITHABORT, CONCAT_NULL_YIELDS_NULL, QUOTED_IDENTIFIER ON; SET NUMERIC_ROUNDABORT OFF; "
        + "SET NOCOUNT OFF; SET XACT_ABORT ON; SET LOCK_TIMEOUT -1; SET DEADLOCK_PRIORITY LOW";

    public const string Exists = "SELECT IIF(OBJECT_ID(@p0, N'U') IS NULL, 0, 1)";

    public const string IsReadable = "SELECT IIF(COALESCE(OBJECT_ID(@p0, N'U'), OBJECT_ID(@p0, N'V'), OBJECT_ID(@p0, N'SN')) IS NULL, 0, 1)";

    /// <summary>Only a heap without indexes takes bulk loads of several connections under TABLOCK.</summary>
    public const string IsHeap = "SELECT IIF(EXISTS (SELECT * FROM sys.indexes WHERE object_id = OBJECT_ID(@p0) AND index_id > 0), 0, 1)";

    public const string Columns =
        """
        SELECT c.name, TYPE_NAME(c.user_type_id), c.max_length, c.precision, c.scale, c.is_nullable,
               CAST(IIF(c.default_object_id <> 0 OR c.is_identity = 1 OR c.is_computed = 1 OR TYPE_NAME(c.user_type_id) = N'timestamp', 1, 0) AS bit)
        FROM sys.columns AS c WHERE c.object_id = OBJECT_ID(@p0) ORDER BY c.column_id
        """;

    public const string ExpectedColumns =
        """
        SELECT c.name, TYPE_NAME(c.user_type_id), c.max_length, c.precision, c.scale, c.is_nullable, CAST(0 AS bit)
        FROM tempdb.sys.columns AS c WHERE c.object_id = OBJECT_ID(N'tempdb..#stellarforge_expected') ORDER BY c.column_id
        """;

    /// <summary>The enabled foreign keys among tables: a JSON array of pairs, the model's name and the quoted one.</summary>
    public const string ForeignKeys =
        """
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
        """;

    public const string HasForeignKey =
        """
        SELECT IIF(EXISTS (
            SELECT * FROM sys.foreign_keys AS k
            WHERE k.parent_object_id = OBJECT_ID(@p0) AND k.referenced_object_id = OBJECT_ID(@p1)
              AND (SELECT STRING_AGG(CONVERT(nvarchar(max), QUOTENAME(COL_NAME(f.parent_object_id, f.parent_column_id))), N', ')
                       WITHIN GROUP (ORDER BY f.constraint_column_id)
                   FROM sys.foreign_key_columns AS f WHERE f.constraint_object_id = k.object_id) = @p2
              AND (SELECT STRING_AGG(CONVERT(nvarchar(max), QUOTENAME(COL_NAME(f.referenced_object_id, f.referenced_column_id))), N', ')
                       WITHIN GROUP (ORDER BY f.constraint_column_id)
                   FROM sys.foreign_key_columns AS f WHERE f.constraint_object_id = k.object_id) = @p3), 1, 0)
        """;

    public const string HasPrimaryKey = "SELECT IIF(EXISTS (SELECT * FROM sys.key_constraints WHERE type = N'PK' AND parent_object_id = OBJECT_ID(@p0)), 1, 0)";

    /// <summary>Whether an index of the columns <c>@p1</c> is there that is unique where <c>@p2</c> is 1, and has the filter <c>@p3</c> or none.</summary>
    public const string HasIndex =
        """
        SELECT IIF(EXISTS (
            SELECT * FROM sys.indexes AS i
            WHERE i.object_id = OBJECT_ID(@p0) AND i.index_id > 0 AND i.is_disabled = 0 AND i.is_hypothetical = 0
              AND (i.is_unique = 1 OR @p2 = 0) AND (i.has_filter = 0 OR i.filter_definition = @p3)
              AND (SELECT STRING_AGG(CONVERT(nvarchar(max), QUOTENAME(COL_NAME(c.object_id, c.column_id))), N', ') WITHIN GROUP (ORDER BY c.key_ordinal)
                   FROM sys.index_columns AS c WHERE c.object_id = i.object_id AND c.index_id = i.index_id AND c.key_ordinal > 0) = @p1), 1, 0)
        """;

    /// <summary>Whether a unique index without a filter has exactly the columns of <c>@p1</c>, a JSON array of names.</summary>
    public const string HasKey =
        """
        SELECT IIF(EXISTS (
            SELECT * FROM sys.indexes AS i
            WHERE i.object_id = OBJECT_ID(@p0) AND i.is_unique = 1 AND i.has_filter = 0 AND i.is_disabled = 0 AND i.is_hypothetical = 0
              AND (SELECT STRING_AGG(c.column_id, N',') WITHIN GROUP (ORDER BY c.column_id)
                   FROM sys.index_columns AS c WHERE c.object_id = i.object_id AND c.index_id = i.index_id AND c.key_ordinal > 0)
                = (SELECT STRING_AGG(c.column_id, N',') WITHIN GROUP (ORDER BY c.column_id)
                   FROM sys.columns AS c WHERE c.object_id = i.object_id AND c.name IN (SELECT value FROM OPENJSON(@p1)))), 1, 0)
        """;

    public const string HasIdentity = "SELECT IIF(EXISTS (SELECT * FROM sys.identity_columns WHERE object_id = OBJECT_ID(@p0)), 1, 0)";

    public const string IdentityColumn = "SELECT name FROM sys.identity_columns WHERE object_id = OBJECT_ID(@p0)";

    /// <summary>The unique indexes that leave out a row, with a notice for an error, whose key is there.</summary>
    public const string DuplicateIgnoringIndexes = "SELECT name FROM sys.indexes WHERE object_id = OBJECT_ID(@p0) AND ignore_dup_key = 1 ORDER BY index_id";

    public static string HoldsRows(string table) => $"SELECT IIF(EXISTS (SELECT * FROM {table}), 1, 0)";

    public static string CountRows(string table) => $"SELECT COUNT_BIG(*) FROM {table}";

    /// <summary>What the database numbers itself, it goes on numbering after the rows that were loaded.</summary>
    public static string Reseed(string table) => $"DBCC CHECKIDENT (N'{table.Replace("'", "''", StringComparison.Ordinal)}', RESEED) WITH NO_INFOMSGS";

    public static string UpdateStatistics(string table) => $"UPDATE STATISTICS {table}";
}
