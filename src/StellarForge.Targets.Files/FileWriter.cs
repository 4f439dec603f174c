using System.Security.Cryptography;
using StellarForge.Engine;
using StellarForge.Sinks;
using StellarForge.Targets.Files.Formats;

namespace StellarForge.Targets.Files;

/// <summary>Writes rows into files of a format. For one thread at a time.</summary>
internal sealed class FileWriter(FileFormat format) : IDisposable
{
    private readonly RowBuffer _buffer = new();

    public void Dispose() => _buffer.Dispose();

    /// <summary>Writes all rows of a source, and sees to it that they are on the disk.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="file">An empty file, which stays open.</param>
    /// <param name="progress">Told of each batch.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public WrittenFile Write(RowSource rows, FileStream file, IProgress<BatchProgress>? progress, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using (var encoder = format.Rows.CreateEncoder(rows.Schema))
        using (var output = new HashedStream(file, hash))
        using (var compressed = format.Compress(output))
        {
            _buffer.Clear();
            encoder.Begin(_buffer);
            for (var more = true; more;)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var before = rows.RowsWritten;
                more = encoder.Write(rows, _buffer);
                compressed.Write(_buffer.WrittenSpan);
                progress?.Report(new BatchProgress(rows.RowsWritten - before, _buffer.Length));
                _buffer.Clear();
            }

            encoder.End(_buffer);
            compressed.Write(_buffer.WrittenSpan);
            progress?.Report(new BatchProgress(0, _buffer.Length));
            _buffer.Clear();
        }

        Disk.Flush(file);
        return new WrittenFile(rows.RowsWritten, file.Length, hash.GetHashAndReset());
    }
}
