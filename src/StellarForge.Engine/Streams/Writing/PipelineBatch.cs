using StellarForge.Engine.Brokers;
using StellarForge.Text;

namespace StellarForge.Engine.Streams;

/// <summary>What becomes of a message.</summary>
internal enum Fate : byte
{
    /// <summary>A row.</summary>
    Row,

    /// <summary>A dead letter.</summary>
    Letter,

    /// <summary>Nothing, as it is there already or comes again: the position passes it.</summary>
    Passed,
}

/// <summary>Why a message is a dead letter.</summary>
/// <param name="reason">The reason.</param>
/// <param name="detail">What was wrong, in words. They may quote the message, of which a ledger takes no control characters, and not too much.</param>
internal readonly struct Fault(DeadLetterReason reason, string detail)
{
    private const int LongestDetail = 2_000;

    public DeadLetterReason Reason => reason;

    public string Detail { get; } = PrintableText.Escape(detail.AsSpan(0, Math.Min(detail.Length, LongestDetail)));
}

/// <summary>Messages of one transaction, in the order in which they were read, and what becomes of each. Used over and over.</summary>
internal sealed class PipelineBatch(int capacity, int mostMessages) : IDisposable
{
    private readonly List<Entry> _entries = [];
    private readonly Dictionary<int, Fault> _faults = [];

    /// <summary>All messages that were read, wanted or not.</summary>
    public MessageBatch Messages { get; } = new(capacity, mostMessages);

    /// <summary>The messages that the positions pass.</summary>
    public int Count => _entries.Count;

    public Entry this[int index] => _entries[index];

    public Message Message(int index) => Messages[_entries[index].Message];

    public void Add(TakenPartition partition, int message, Fate fate)
    {
        _entries.Add(new Entry(partition, partition.Passed, message, fate));
        partition.Passed = Messages[message].Offset + 1;
    }

    public void AddLetter(TakenPartition partition, int message, Fault fault)
    {
        _faults.Add(_entries.Count, fault);
        Add(partition, message, Fate.Letter);
    }

    /// <summary>Turns a row into a dead letter.</summary>
    public void Refuse(int index, Fault fault)
    {
        _entries[index] = _entries[index] with { Fate = Fate.Letter };
        _faults.Add(index, fault);
    }

    public Fault FaultOf(int index) => _faults[index];

    public void Clear()
    {
        Messages.Clear();
        _entries.Clear();
        _faults.Clear();
    }

    public void Dispose() => Messages.Dispose();

    /// <summary>A message.</summary>
    /// <param name="Partition">Its partition.</param>
    /// <param name="From">The offset after the message of the partition before it.</param>
    /// <param name="Message">Its place among <see cref="Messages"/>.</param>
    /// <param name="Fate">What becomes of it.</param>
    internal readonly record struct Entry(TakenPartition Partition, long From, int Message, Fate Fate);
}
