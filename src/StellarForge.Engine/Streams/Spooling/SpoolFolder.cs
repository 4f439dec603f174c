using System.Globalization;
using StellarForge.Engine.Brokers;

namespace StellarForge.Engine.Streams;

/// <summary>
/// A process's folder of spooled events, and the bytes that its spools may use together. It is made when something is spooled, and goes with the process: by
/// the lock on the file beside it others know that it lives, and throw away what a dead one left, as its events can be computed again.
/// </summary>
internal sealed class SpoolFolder(SpoolOptions options) : IDisposable
{
    private const string Prefix = "spool-";
    private const string LockExtension = ".lock";
    private const long LongestPart = 64 << 20;
    private const int Parts = 8;

    private readonly Lock _lock = new();
    private FileStream? _owned;
    private string? _path;
    private long _used;
    private int _parts;

    /// <summary>The folder of all processes.</summary>
    public string Path => options.Folder;

    /// <summary>What is used for parts.</summary>
    public Func<string, IBroker> Open => options.Open;

    /// <summary>The bytes at which a part is full: drained parts are deleted, and what is drained of the others still counts.</summary>
    public long PartBytes { get; } = Math.Min(LongestPart, options.Limit / Parts);

    /// <summary>The folder of a process, where it may spool. What processes left that are no more is deleted.</summary>
    public static SpoolFolder? Create(SpoolOptions? options, StreamMeter meter)
    {
        if (options is not { Limit: > 0 })
            return null;
        var folder = new SpoolFolder(options);
        try
        {
            folder.Sweep();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            meter.Notice($"What an earlier process left in the spool can't be deleted: {error.Message}");
        }

        return folder;
    }

    /// <summary>Deletes what processes left that are no more.</summary>
    public void Sweep()
    {
        if (!Directory.Exists(options.Folder))
            return;
        foreach (var file in Directory.EnumerateFiles(options.Folder, Prefix + "*" + LockExtension))
        {
            // The folder may be somebody's who has files of his own there.
            if (!Guid.TryParseExact(System.IO.Path.GetFileNameWithoutExtension(file)[Prefix.Length..], "N", out _))
                continue;
            using var dead = TryLock(file, FileMode.Open);
            if (dead is not null)
                Delete(file);
        }
    }

    /// <summary>Counts bytes as used, unless there would be too many.</summary>
    public bool TryReserve(long bytes)
    {
        lock (_lock)
        {
            if (_used + bytes > options.Limit)
                return false;
            _used += bytes;
            return true;
        }
    }

    /// <summary>Counts bytes as free.</summary>
    public void Release(long bytes)
    {
        lock (_lock)
            _used -= bytes;
    }

    /// <summary>The folder of a new part.</summary>
    public string NextPart()
    {
        lock (_lock)
        {
            _path ??= Own();
            return System.IO.Path.Combine(_path, (++_parts).ToString(CultureInfo.InvariantCulture));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_owned is null)
            return;
        Delete(_owned.Name);
        _owned.Dispose();
    }

    private static FileStream? TryLock(string file, FileMode mode)
    {
        try
        {
            return new FileStream(file, mode, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Its process lives, or it is another user's.
            return null;
        }
    }

    // The lock last: without it nobody would find the folder.
    private static void Delete(string lockFile)
    {
        if (System.IO.Path.ChangeExtension(lockFile, null) is var folder && Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        File.Delete(lockFile);
    }

    private string Own()
    {
        Directory.CreateDirectory(options.Folder);
        var path = System.IO.Path.Combine(System.IO.Path.GetFullPath(options.Folder), $"{Prefix}{Guid.NewGuid():n}");
        while (true)
        {
            // Another process that starts may take a file that nobody has locked yet for a dead one's.
            _owned = TryLock(path + LockExtension, FileMode.OpenOrCreate);
            if (_owned is not null && File.Exists(_owned.Name))
                return Directory.CreateDirectory(path).FullName;
            _owned?.Dispose();
        }
    }
}
