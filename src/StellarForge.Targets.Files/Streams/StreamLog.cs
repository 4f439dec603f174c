using System.Text.Json;
using StellarForge.Engine;
using StellarForge.Engine.Streams;

namespace StellarForge.Targets.Files.Streams;

/// <summary>
/// The files, the dead letters and what was done to them, a line each, in the order in which they came. Only ever added to, so that a dead letter of a mebibyte
/// is written once; an index of the letters is kept in memory, and their bytes are not. Safe for several threads.
/// </summary>
/// <param name="path">The file.</param>
internal sealed class StreamLog(string path)
{
    private static readonly Comparer<IndexedLetter> Order = Comparer<IndexedLetter>.Create((one, other) => Compare(one.Place, other.Place));

    private readonly Lock _lock = new();
    private readonly SortedSet<IndexedLetter> _letters = new(Order);
    private readonly SortedSet<IndexedLetter> _unforwarded = new(Order);
    private long _read;

    /// <summary>Adds lines in place of whatever follows those that count, and sees to it that they are on the disk. The folder's lock is held.</summary>
    /// <param name="length">The bytes that count.</param>
    /// <param name="lines">The lines.</param>
    /// <returns>The bytes that are to count.</returns>
    public long Append(long length, IReadOnlyList<LogLine> lines)
    {
        if (lines.Count == 0)
            return length;
        using var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read);
        if (file.Length < length)
            throw Damaged($"it has {file.Length} bytes, and {length} of it count");
        file.SetLength(length);
        file.Position = length;
        foreach (var line in lines)
        {
            JsonSerializer.Serialize(file, line, LogLine.Json.LogLine);
            file.WriteByte((byte)'\n');
        }

        Disk.Flush(file);
        return file.Length;
    }

    /// <summary>Of some dead letters those that are not recorded; in the place of one may be another message's, of a topic that was made anew.</summary>
    public IReadOnlyList<LoggedLetter> Unknown(long length, IReadOnlyList<LoggedLetter> letters)
    {
        lock (_lock)
        {
            Read(length);
            return [.. letters.Where(letter => !IsKnown(letter))];
        }
    }

    /// <summary>Whether a dead letter is there, and did not become a row.</summary>
    public bool CanReplay(long length, LetterPlace place)
    {
        lock (_lock)
        {
            Read(length);
            return Find(place) is { ReplayedAt: null };
        }
    }

    /// <summary>Reads dead letters behind a place, in order.</summary>
    /// <param name="length">The bytes that count.</param>
    /// <param name="after">The place; <see langword="null"/> for the first.</param>
    /// <param name="most">How many at most.</param>
    public IReadOnlyList<RecordedLetter> Letters(long length, LetterPlace? after, int most)
    {
        lock (_lock)
        {
            Read(length);

            // Offsets are whole numbers: nothing is between.
            return _letters.Max is not { } last || (after is not null && Compare(after, last.Place) >= 0) ? []
                : Load(after is null ? _letters : _letters.GetViewBetween(new IndexedLetter(after with { Offset = after.Offset + 1 }), last), most);
        }
    }

    /// <summary>Reads dead letters that were not sent to their topic, in order.</summary>
    /// <param name="length">The bytes that count.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="isWanted">Which are wanted.</param>
    public IReadOnlyList<RecordedLetter> Unforwarded(long length, int most, Func<LetterPlace, bool> isWanted)
    {
        lock (_lock)
        {
            Read(length);
            return Load(_unforwarded.Where(letter => isWanted(letter.Place)), most);
        }
    }

    private List<RecordedLetter> Load(IEnumerable<IndexedLetter> letters, int most)
    {
        var found = new List<RecordedLetter>();
        if (_letters.Count == 0)
            return found;
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        foreach (var letter in letters.Take(most))
        {
            var bytes = new byte[letter.Length];
            if (RandomAccess.Read(file, bytes, letter.Start) < bytes.Length || Parse(bytes, letter.Start).Letter is not { } line)
                throw Damaged($"there is no dead letter at byte {letter.Start} any more");
            found.Add(new RecordedLetter(letter.Place, line.ToLetter(), line.At, letter.ForwardedAt, letter.ReplayedAt));
        }

        return found;
    }

    private IndexedLetter? Find(LetterPlace place) => _letters.TryGetValue(new IndexedLetter(place), out var letter) ? letter : null;

    private bool IsKnown(LoggedLetter letter) => Find(letter.Place)?.ShortHash == letter.ShortHash;

    // What others have added since.
    private void Read(long length)
    {
        if (_read >= length)
            return;
        using var file = OpenCounted();
        var (buffer, filled) = (new byte[1 << 16], 0);
        while (_read + filled < length)
        {
            if (filled == buffer.Length)
                Array.Resize(ref buffer, buffer.Length * 2);
            var room = (int)Math.Min(buffer.Length - filled, length - _read - filled);
            var count = RandomAccess.Read(file.SafeFileHandle, buffer.AsSpan(filled, room), _read + filled);
            if (count == 0)
                throw Damaged($"it has {_read + filled} bytes, and {length} of it count");
            filled += count;
            var used = 0;
            for (int line; (line = buffer.AsSpan(used, filled - used).IndexOf((byte)'\n')) >= 0; used += line + 1)
                Index(Parse(buffer.AsSpan(used, line), _read + used), _read + used, line);
            buffer.AsSpan(used, filled - used).CopyTo(buffer);
            (_read, filled) = (_read + used, filled - used);
        }
    }

    private FileStream OpenCounted() => File.Exists(path)
        ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0)
        : throw Damaged("it is not there any more");

    private void Index(LogLine line, long start, int length)
    {
        if (line.Letter is { } letter)
        {
            if (IsKnown(letter))
                return;
            var place = Shared(letter.Place);
            var indexed = new IndexedLetter(place, start, length, letter.ShortHash);
            foreach (var set in new[] { _letters, _unforwarded })
            {
                set.Remove(indexed);
                set.Add(indexed);
            }
        }
        else if (line.Forwarded is { } forwarded && Find(forwarded.Place) is { } sent)
        {
            sent.ForwardedAt = forwarded.At;
            _unforwarded.Remove(sent);
        }
        else if (line.Replayed is { } replayed && Find(replayed.Place) is { } again)
        {
            again.ReplayedAt = replayed.At;
        }
    }

    // There may be millions of letters, of a few names.
    private static LetterPlace Shared(LetterPlace place) => new(
        string.Intern(place.Pipeline), string.Intern(place.Source), place.Partition with { Topic = string.Intern(place.Partition.Topic) }, place.Offset);

    private static int Compare(LetterPlace one, LetterPlace other)
    {
        var compared = string.CompareOrdinal(one.Pipeline, other.Pipeline);
        if (compared == 0)
            compared = string.CompareOrdinal(one.Source, other.Source);
        if (compared == 0)
            compared = string.CompareOrdinal(one.Partition.Topic, other.Partition.Topic);
        if (compared == 0)
            compared = one.Partition.Partition.CompareTo(other.Partition.Partition);
        return compared == 0 ? one.Offset.CompareTo(other.Offset) : compared;
    }

    private LogLine Parse(ReadOnlySpan<byte> line, long start)
    {
        try
        {
            return JsonSerializer.Deserialize(line, LogLine.Json.LogLine) ?? throw new JsonException();
        }
        catch (JsonException error)
        {
            throw Damaged($"the line at byte {start} is none of its", error);
        }
    }

    private TargetException Damaged(string why, Exception? error = null) =>
        new($"{path} is damaged: {why}. Restore the folder from before the damage, or write to another one.", error);
}

/// <summary>Where a dead letter stands in the log, and what became of it.</summary>
internal sealed class IndexedLetter(LetterPlace place, long start = 0, int length = 0, long shortHash = 0)
{
    public long ShortHash => shortHash;

    public LetterPlace Place => place;

    public long Start => start;

    public int Length => length;

    public DateTime? ForwardedAt { get; set; }

    public DateTime? ReplayedAt { get; set; }
}
