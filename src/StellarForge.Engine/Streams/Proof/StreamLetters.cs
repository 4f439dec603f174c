using System.Collections.Concurrent;

namespace StellarForge.Engine.Streams;

/// <summary>The dead letters of a stream's events in a target, by shard and number.</summary>
internal sealed class StreamLetters
{
    private readonly ConcurrentDictionary<(int Shard, long Number), RecordedLetter> _letters = new();

    /// <summary>Reads those of one pipeline.</summary>
    public static async Task<StreamLetters> ReadAsync(IPipelineTarget target, string pipeline, string source, Guid stream, CancellationToken cancellationToken)
    {
        var letters = new StreamLetters();
        await foreach (var recorded in target.ReadAllLettersAsync(cancellationToken: cancellationToken))
        {
            // The bytes are not needed, and may be many.
            if (recorded.Place.Pipeline == pipeline && recorded.Place.Source == source && recorded.Letter.Origin is { } origin && origin.Stream == stream)
                letters._letters[(origin.Shard, origin.Number)] = recorded with { Letter = recorded.Letter with { Value = default } };
        }

        return letters;
    }

    /// <summary>The letter of an event, which is then accounted for; <see langword="null"/> where there is none.</summary>
    public RecordedLetter? Take(int shard, long number) => _letters.TryRemove((shard, number), out var letter) ? letter : null;

    /// <summary>Those of events that the stream does not have, or that no lane has reached.</summary>
    public IEnumerable<RecordedLetter> Left => _letters.Values.OrderBy(letter => letter.Letter.Origin!.Value.Number);
}
