using System.IO.Compression;
using StellarForge.Formats;

namespace StellarForge.Targets.Files.Formats;

/// <summary>How rows become files, and are read back: a format of rows, plain or in gzip (RFC 1952).</summary>
/// <param name="Rows">The format.</param>
/// <param name="IsGzip">Whether files are compressed as a whole.</param>
internal sealed record FileFormat(RowFormat Rows, bool IsGzip = false)
{
    /// <summary>The scheme of its targets: <c>csv</c>.</summary>
    public string Name => Rows.FileExtension[1..];

    /// <summary>What its files' names end in: <c>.csv.gz</c>.</summary>
    public string Extension => Rows.FileExtension + (IsGzip ? ".gz" : "");

    /// <summary>The format with its options: files of another can't share a folder.</summary>
    public string Description => Rows.Description + (IsGzip ? ", gzip" : "");

    /// <summary>What a file's bytes are written through.</summary>
    public Stream Compress(Stream file) => IsGzip ? new GZipStream(file, CompressionLevel.Fastest) : file;

    /// <summary>What a file's bytes are read through.</summary>
    public Stream Decompress(Stream file) => IsGzip ? new GzipText(file) : file;
}
