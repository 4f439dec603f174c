using System.Runtime.InteropServices;

namespace StellarForge.Targets.MySql;

/// <summary>LOAD DATA LOCAL INFILE from memory, where the two drivers differ.</summary>
internal static class MySqlBulk
{
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
        return loader.Load(stream);
#endif
    }
}
