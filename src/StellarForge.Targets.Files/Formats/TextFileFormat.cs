using System.Buffers;
using System.IO.Compression;
using StellarForge.Sinks;

namespace StellarForge.Targets.Files.Formats;

/// <summary>A format of lines, plain or in gzip.</summary>
/// <param name="gzip">Whether files are compressed (RFC 1952).</param>
internal abstract class TextFileFormat(bool gzip) : FileFormat
{
    private const int FirstBuffer = 1 << 18;

    public override string Extension => $".{Name}{(gzip ? ".gz" : "")}";

    public override string Description => gzip ? $"{Name}, gzip" : Name;

    public override Stream Compress(Stream file) => gzip ? new GZipStream(file, CompressionLevel.Fastest) : file;

    public override void Read<TSink>(TableSchema table, Stream file, ref TSink sink, CancellationToken cancellationToken)
    {
        using var text = gzip ? new GzipText(file) : file;
        var records = CreateReader(table);
        var buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
        try
        {
            var (length, ended) = (0, false);
            while (!ended)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (length == buffer.Length)
                    buffer = Enlarge(buffer);
                var count = text.Read(buffer, length, buffer.Length - length);
                ended = count == 0;
                length += count;

                // Whole records only; the rest goes before what is read next.
                var used = records.Read(buffer.AsSpan(0, length), ended, ref sink);
                buffer.AsSpan(used, length - used).CopyTo(buffer);
                length -= used;
            }

            if (length > 0)
                throw new FormatException("The file ends within a row.");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    protected abstract RecordReader CreateReader(TableSchema table);

    private static byte[] Enlarge(byte[] buffer)
    {
        var larger = ArrayPool<byte>.Shared.Rent(checked(buffer.Length * 2));
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }
}

/// <summary>Reads records from a buffer into a sink.</summary>
internal abstract class RecordReader
{
    /// <summary>Reads the whole records that the buffer begins with.</summary>
    /// <param name="buffer">Some records, the last of which may be cut off.</param>
    /// <param name="ended">Whether nothing follows.</param>
    /// <param name="sink">The sink.</param>
    /// <returns>The bytes read.</returns>
    public abstract int Read<TSink>(ReadOnlySpan<byte> buffer, bool ended, ref TSink sink)
        where TSink : struct, IRowSink;
}
