using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace StellarForge.Targets.MySql;

/// <summary>LOAD DATA LOCAL INFILE from memory, where the two drivers differ.</summary>
/// <remarks>
/// A server answers any statement with the name of a file if it likes, and a careless client sends that file. Here nothing goes out but the rows at hand:
/// connections that load nothing don't offer local files at all, and those that load refuse whatever is asked for outside of a load.
/// </remarks>
internal static class MySqlBulk
{
    /// <summary>The settings of a connection that loads.</summary>
    /// <param name="settings">Those of one that does not.</param>
    public static string Allow(string settings)
    {
        var builder = new MySqlConnectionStringBuilder(settings);
#if MYSQLCONNECTOR
        // It sends the stream that was registered under the name that the server repeats. Files
        // by name it would send to a server whose certificate was checked.
        builder.AllowLoadLocalInfile = true;
#else
        // The capability is announced, and no file is in a folder that does not exist.
        builder.AllowLoadLocalInfileInPath = Path.Combine(Path.GetTempPath(), $"stellarforge-{Guid.NewGuid():n}");
#endif
        return builder.ConnectionString;
    }

    /// <summary>Sends rows, and gives the number that went in.</summary>
    /// <param name="loader">Says which table and columns.</param>
    /// <param name="rows">Whole lines.</param>
    public static int Load(MySqlBulkLoader loader, ReadOnlyMemory<byte> rows)
    {
        if (!MemoryMarshal.TryGetArray(rows, out var bytes))
            throw new ArgumentException("The rows must be in an array.", nameof(rows));
        using var stream = new MemoryStream(bytes.Array!, bytes.Offset, bytes.Count, writable: false);
#if MYSQLCONNECTOR
        loader.SourceStream = stream;
        return loader.Load();
#else
        // While it has a stream, the driver sends that, whatever name is asked for, and once only. Before and after it refuses.
        var settings = Settings(loader.Connection);
        settings.AllowLoadLocalInfile = true;
        try
        {
            return loader.Load(stream);
        }
        finally
        {
            settings.AllowLoadLocalInfile = false;
        }
#endif
    }

#if !MYSQLCONNECTOR
    // What the driver looks at when a server asks for a file; it has no public switch for one statement.
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_Settings")]
    private static extern MySqlConnectionStringBuilder Settings(MySqlConnection connection);
#endif
}
