using System.Buffers.Binary;
using System.IO.Compression;

namespace StellarForge.Targets.Files;

/// <summary>
/// The text of a gzip file (RFC 1952). The framework's stream passes over a file that is cut off, and over bytes that follow; at the text's end, its length is
/// compared with the one that the file ends in.
/// </summary>
/// <param name="file">The file, which can seek. It stays the caller's.</param>
internal sealed class GzipText(Stream file) : Stream
{
    private readonly GZipStream _gzip = new(file, CompressionMode.Decompress, leaveOpen: true);
    private uint _length;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => _length; set => throw new NotSupportedException(); }

    public override int Read(Span<byte> buffer)
    {
        int count;
        try
        {
            count = _gzip.Read(buffer);
        }
        catch (InvalidDataException error)
        {
            throw new FormatException("It is no gzip file, or a damaged one.", error);
        }

        _length += (uint)count;
        if (count == 0 && buffer.Length > 0)
            CheckEnd();
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _gzip.Dispose();
        base.Dispose(disposing);
    }

    private void CheckEnd()
    {
        Span<byte> end = stackalloc byte[4];
        file.Position = Math.Max(0, file.Length - end.Length);
        if (file.ReadAtLeast(end, end.Length, throwOnEndOfStream: false) < end.Length || BinaryPrimitives.ReadUInt32LittleEndian(end) != _length)
            throw new FormatException("Its gzip stream is cut off, or other bytes follow it.");
    }
}
