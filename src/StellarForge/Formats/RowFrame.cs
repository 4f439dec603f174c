using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using StellarForge.Sinks;

namespace StellarForge.Formats;

/// <summary>What stands around each row of a sink: in a file as in a message, the row itself is the same.</summary>
internal interface IRowFrame
{
    /// <summary>Writes what comes before the row's values.</summary>
    void Begin(ref RowWriter writer);

    /// <summary>Writes what comes after the row's values, and ends the row.</summary>
    void End(ref RowWriter writer);
}

/// <summary>Rows that follow each other.</summary>
internal readonly struct NoFrame : IRowFrame
{
    public void Begin(ref RowWriter writer) { }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void End(ref RowWriter writer) => writer.Commit();
}

/// <summary>Rows that end in a line feed.</summary>
internal readonly struct LineFrame : IRowFrame
{
    public void Begin(ref RowWriter writer) { }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void End(ref RowWriter writer)
    {
        writer.Reserve() = (byte)'\n';
        writer.Advance(1);
        writer.Commit();
    }
}

/// <summary>Rows that are messages, each behind the same bytes.</summary>
internal readonly struct MessageFrame : IRowFrame
{
    private readonly MessageBuffer _messages;
    private readonly Vector128<byte> _prefix;
    private readonly int _prefixLength;

    /// <summary>Messages behind a prefix.</summary>
    /// <param name="messages">Where they go.</param>
    /// <param name="prefix">At most 16 bytes.</param>
    public MessageFrame(MessageBuffer messages, ReadOnlySpan<byte> prefix)
    {
        Span<byte> whole = stackalloc byte[Vector128<byte>.Count];
        prefix.CopyTo(whole);
        (_messages, _prefix, _prefixLength) = (messages, Vector128.Create<byte>(whole), prefix.Length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Begin(ref RowWriter writer)
    {
        // All of it, as the writer has room for more than that.
        _prefix.StoreUnsafe(ref writer.Reserve());
        writer.Advance(_prefixLength);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void End(ref RowWriter writer)
    {
        writer.Commit();
        _messages.EndMessage();
    }
}
