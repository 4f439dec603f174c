using System.Runtime.CompilerServices;
using StellarForge.Engine.Brokers;
using StellarForge.Engine.Streams;
using StellarForge.ServiceDefaults;

namespace StellarForge.Api.DeadLetters;

/// <summary>The dead letters of a pipeline, in its target.</summary>
internal sealed class LetterBox : IAsyncDisposable
{
    private readonly TopologyPipeline _pipeline;
    private readonly IPipelineTarget _target;
    private readonly string _source;

    private readonly TimeProvider _time;

    private LetterBox(TopologyPipeline pipeline, IPipelineTarget target, string source, TimeProvider time) =>
        (_pipeline, _target, _source, _time) = (pipeline, target, source, time);

    /// <summary>Opens the dead letters of a pipeline. Connects to nothing yet.</summary>
    public static async Task<LetterBox> OpenAsync(TopologyPipeline pipeline, TimeProvider time)
    {
        await using var broker = pipeline.Broker.OpenBroker();
        return new LetterBox(pipeline, (IPipelineTarget)pipeline.Target.OpenTarget(), broker.DisplayName, time);
    }

    /// <summary>Reads them in the order of their places.</summary>
    /// <param name="after">The place behind which they begin; <see langword="null"/> for the first.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async IAsyncEnumerable<RecordedLetter> ReadAsync(
        (TopicPartition Partition, long Offset)? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var place = after is { } known ? new LetterPlace(_pipeline.Name, _source, known.Partition, known.Offset)
            : new LetterPlace(_pipeline.Name, _source, new TopicPartition("", -1), -1);
        await foreach (var letter in _target.ReadAllLettersAsync(place, cancellationToken))
        {
            // They are in the order of their pipelines first.
            if (letter.Place.Pipeline != _pipeline.Name || letter.Place.Source != _source)
                yield break;
            yield return letter;
        }
    }

    /// <summary>Finds one by its place.</summary>
    public async Task<RecordedLetter?> FindAsync((TopicPartition Partition, long Offset) place, CancellationToken cancellationToken) =>
        await ReadAsync((place.Partition, place.Offset - 1), cancellationToken).FirstOrDefaultAsync(cancellationToken) is { } letter
            && (letter.Place.Partition, letter.Place.Offset) == place ? letter : null;

    /// <summary>Tries one again, as the pipeline would.</summary>
    /// <returns>Why it stays a dead letter; <see langword="null"/> where it does not.</returns>
    public async Task<string?> ReplayAsync(RecordedLetter letter, CancellationToken cancellationToken) =>
        _pipeline.Topics.FirstOrDefault(topic => topic.Topic == letter.Place.Partition.Topic) is { } topic
            ? await new LetterReplay(_target, _pipeline.Format).RunAsync(
                letter, topic, _pipeline.Settings.Metadata, Canonical.FromDateTime(_time.GetUtcNow().UtcDateTime), cancellationToken)
            : $"The pipeline reads topic {letter.Place.Partition.Topic} no more.";

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _target.DisposeAsync();
}
