using StellarForge.Schema;
using StellarForge.Sinks;

namespace StellarForge.Formats;

/// <summary>The rows in a stream of records. Holds one buffer, which grows to the longest row.</summary>
internal sealed class RecordStream(RecordDecoder decoder, Stream stream) : RowSource
{
    private const int BufferBytes = 1 << 18;

    // Far above any row of a model: a file without line ends must not ask for all of the memory.
    private const int LongestRow = 1 << 28;

    private byte[] _buffer = new byte[BufferBytes];
    private int _start;
    private int _end;
    private bool _isLast;
    private bool _hasRows;

    public override TableSchema Schema => decoder.Schema;

    /// <summary>Returns after each piece of the stream.</summary>
    public override bool WriteTo<TSink>(ref TSink sink)
    {
        if (!_hasRows)
            Fill();
        _start += decoder.Decode(_buffer.AsSpan(_start, _end - _start), _isLast, ref sink);
        RowsWritten = decoder.RowsDecoded;

        // A full sink may have left rows behind.
        _hasRows = sink.IsFull;
        if (_isLast && !_hasRows && _start < _end)
            throw new FormatException("The data ends within a row.");
        return _hasRows || !_isLast;
    }

    // The row that is cut off goes before what is read next.
    private void Fill()
    {
        if (_isLast)
            return;
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        if (_end == LongestRow)
        {
            throw new FormatException(
                $"Row {decoder.RowsDecoded + 1} of {Schema} is longer than {LongestRow >> 20} MiB, the longest that is read. "
                + "Does the data have ends of rows?");
        }

        if (_end == _buffer.Length)
            Array.Resize(ref _buffer, 2 * _buffer.Length);
        var count = stream.ReadAtLeast(_buffer.AsSpan(_end), _buffer.Length - _end, throwOnEndOfStream: false);
        _isLast = count < _buffer.Length - _end;
        _end += count;
    }
}
