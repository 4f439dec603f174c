using StellarForge.Engine;

namespace StellarForge.Targets.Sqlite;

/// <summary>
/// Shows that whoever holds a database's write lock is a fill, which is worth waiting for however long its chunk or its index takes: a file beside the
/// database, locked while the transaction is open. The operating system lets go of it when the process is killed.
/// </summary>
internal sealed class SqliteTurn : IDisposable
{
    private readonly FileStream? _marker;

    private SqliteTurn(FileStream? marker) => _marker = marker;

    /// <summary>Takes the turn; only for whoever has the write lock.</summary>
    public static SqliteTurn Take(string database, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                // A file with contents is somebody's own, and would be deleted with the turn. A link is one too.
                if (new FileInfo(Marker(database)) is { Exists: true } file && (file.LinkTarget is not null || file.Length > 0))
                    return new SqliteTurn(null);
                return new SqliteTurn(new FileStream(
                    Marker(database), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose));
            }
            catch (IOException error) when (Disk.IsHeld(error))
            {
                // Somebody has looked at it just now, or has committed and is about to let go of it.
                cancellationToken.ThrowIfCancellationRequested();
                Thread.Sleep(1);
            }
            catch (Exception error) when (error is UnauthorizedAccessException or IOException)
            {
                // Left behind by another user's process that was killed; or the disk is full, or has no such locks.
                // Others wait no longer than the time-out then.
                return new SqliteTurn(null);
            }
        }
    }

    /// <summary>Whether a fill holds the write lock.</summary>
    public static bool IsTaken(string database)
    {
        try
        {
            using var marker = new FileStream(Marker(database), FileMode.Open, FileAccess.Read, FileShare.Read, 1);
            return false;
        }
        catch (Exception error) when (error is FileNotFoundException or UnauthorizedAccessException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    public void Dispose() => _marker?.Dispose();

    private static string Marker(string database) => database + "-stellarforge";
}
