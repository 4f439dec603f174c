using System.Runtime.InteropServices;

namespace StellarForge.Targets.Sqlite;

/// <summary>Unmanaged memory that holds one row's text and binary until SQLite has taken the row, which spares it a copy and an allocation per value.</summary>
internal sealed unsafe class RowMemory : IDisposable
{
    private const int FirstSize = 1 << 16;

    // Those that a wide row has outgrown; values of the row in hand may still be in them.
    private readonly List<nint> _outgrown = [];
    private byte* _block;
    private byte* _next;
    private byte* _end;

    public RowMemory()
    {
        _block = (byte*)NativeMemory.Alloc(FirstSize);
        _next = _block;
        _end = _block + FirstSize;
    }

    /// <summary>Forgets the last row.</summary>
    public void Clear()
    {
        if (_outgrown.Count > 0)
            FreeOutgrown();
        _next = _block;
    }

    /// <summary>Room for so many bytes; as many of them as are needed are kept by <see cref="Keep"/>.</summary>
    public byte* Reserve(int count)
    {
        if (_end - _next < count)
            Grow(count);
        return _next;
    }

    public void Keep(int count) => _next += count;

    public void Dispose()
    {
        FreeOutgrown();
        NativeMemory.Free(_block);
        _block = _next = _end = null;
    }

    private void Grow(int count)
    {
        var size = Math.Max((_end - _block) * 2, count);
        _outgrown.Add((nint)_block);
        _block = _next = (byte*)NativeMemory.Alloc((nuint)size);
        _end = _block + size;
    }

    private void FreeOutgrown()
    {
        foreach (var block in _outgrown)
            NativeMemory.Free((void*)block);
        _outgrown.Clear();
    }
}
