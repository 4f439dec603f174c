using System.Diagnostics;
using StellarForge.Targets.Sqlite.Native;

namespace StellarForge.Targets.Sqlite;

/// <summary>Opens connections to one file, and takes its write lock.</summary>
internal sealed class SqliteConnector(SqliteAddress address)
{
    /// <summary>Opens the file.</summary>
    /// <param name="create">Whether it is made where it is missing.</param>
    public SqliteDatabase Open(bool create)
    {
        var database = SqliteDatabase.Open(address.File, create);
        try
        {
            database.WaitForLocks(address.Timeout);

            // The rollback journal writes new pages once, where a write-ahead log writes them twice, and a load is nearly all new pages. FULL, the
            // default: each chunk is on disk before it counts as done, whatever is pulled out. Keys are checked at the end.
            database.Execute("PRAGMA foreign_keys = OFF");
            database.Execute("PRAGMA cache_size = -65536");
            database.Execute("PRAGMA threads = 4");
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>Begins a transaction that holds the file's write lock, after those of others.</summary>
    /// <remarks>Waits as long as other fills are at work, however long; gives up when another program holds the lock and nothing moves for the time-out.</remarks>
    /// <returns>Tells other fills that this one is at work; disposed of after the commit.</returns>
    public SqliteTurn BeginWrite(SqliteDatabase database, CancellationToken cancellationToken)
    {
        if (TryBegin(database) is null)
            return SqliteTurn.Take(address.File);

        var waited = Stopwatch.StartNew();
        var seen = Changes(database);
        while (TryBegin(database) is { } busy)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (waited.Elapsed > address.Timeout)
            {
                var now = Changes(database);
                if (now == seen && !SqliteTurn.IsTaken(address.File))
                    throw busy;
                seen = now;
                waited.Restart();
            }

            Thread.Sleep(1);
        }

        return SqliteTurn.Take(address.File);
    }

    // Asks once: SQLite's own waiting looks ever more seldom, and would rarely get a turn.
    private SqliteException? TryBegin(SqliteDatabase database)
    {
        database.WaitForLocks(TimeSpan.Zero);
        try
        {
            database.Execute("BEGIN IMMEDIATE");
            return null;
        }
        catch (SqliteException error) when (error.PrimaryCode == SqliteApi.Busy)
        {
            return error;
        }
        finally
        {
            database.WaitForLocks(address.Timeout);
        }
    }

    // Another number after every commit of another connection.
    private static long Changes(SqliteDatabase database) => database.Scalar("PRAGMA data_version");
}
