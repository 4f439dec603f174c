using StellarForge.Sinks;

namespace StellarForge.Targets.Files.Formats;

/// <summary>A format of files: how a chunk of rows becomes one, and how it is read back.</summary>
internal abstract class FileFormat
{
    /// <summary>The scheme of its targets: <c>csv</c>.</summary>
    public abstract string Name { get; }

    /// <summary>What its files' names end in: <c>.csv.gz</c>.</summary>
    public abstract string Extension { get; }

    /// <summary>The format with its options: files of another can't share a folder.</summary>
    public virtual string Description => Name;

    /// <summary>Makes the encoder of one file.</summary>
    public abstract IChunkEncoder CreateEncoder(TableSchema table);

    /// <summary>What a file's bytes are written through.</summary>
    public virtual Stream Compress(Stream file) => file;

    /// <summary>Reads a file into a sink.</summary>
    /// <exception cref="FormatException">The file is not of this format.</exception>
    public abstract void Read<TSink>(TableSchema table, Stream file, ref TSink sink, CancellationToken cancellationToken)
        where TSink : struct, IRowSink;
}

/// <summary>Encodes the rows of one file.</summary>
internal interface IChunkEncoder : IDisposable
{
    /// <summary>Appends what comes before the first row.</summary>
    void Start(RowBuffer buffer);

    /// <summary>Appends rows until the buffer is full.</summary>
    /// <returns>The index to go on from.</returns>
    long Write(TableRows rows, long from, long to, RowBuffer buffer);

    /// <summary>Appends what comes after the last row.</summary>
    void Finish(RowBuffer buffer);
}

/// <summary>Encodes rows in a format whose rows stand for themselves.</summary>
internal sealed class RowEncoder(RowFormat format) : IChunkEncoder
{
    public void Start(RowBuffer buffer) => buffer.Append(format.Header.Span);

    public long Write(TableRows rows, long from, long to, RowBuffer buffer) => format.Write(rows, from, to, buffer);

    public void Finish(RowBuffer buffer) => buffer.Append(format.Footer.Span);

    public void Dispose() { }
}
