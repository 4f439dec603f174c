using System.Runtime.CompilerServices;
using StellarForge.Engine.Brokers;
using StellarForge.Engine.Streams;
using StellarForge.ServiceDefaults;

namespace StellarForge.Api.DeadLetters;

/// <summary>The dead letters of a pipeline, in its target.</summary>
internal sealed class LetterBox : IAsyncDisposable
{
    // Each may have a mebibyte.
    private const int PageSize = 20;

    private readonly TopologyPipeline _pipeline;
    private readonly IPipelineTarget _target;
    private readonly string _source;

    private LetterBox(TopologyPipeline pipeline, IPipelineTarget target, string source) => (_pipeline, _target, _source) = (pipeline, target, source);

    /// <summary>Opens the dead letters of a pipeline. Connects to nothing yet.</summary>
    public static async Task<LetterBox> OpenAsync(TopologyPipeline pipeline)
    {
        await using var broker = pipeline.Broker.OpenBroker();
        return new LetterBox(pipeline, (IPipelineTarget)pipeline.Target.OpenTarget(), broker.DisplayName);
    }

    /// <summary>Reads them in the order of their places.</summary>
    /// <param name="after">The place behind which they begin; <see langword="null"/> for the first.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async IAsyncEnumerable<RecordedLetter> ReadAsync(
        (TopicPartition Partition, long Offset)? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var place = after is { } known ? new LetterPlace(_pipeline.Name, _source, known.Partition, known.Offset)
            : new LetterPlace(_pipeline.Name, _source, new TopicPartition("", -1), -1);
        while (await _target.ReadLettersAsync(place, PageSize, cancellationToken) is { Count: > 0 } page)
        {
            foreach (var letter in page)
            {
                // They are in the order of their pipelines first.
                if (letter.Place.Pipeline != _pipeline.Name || letter.Place.Source != _source)
                    yield break;
                yield return letter;
            }

            place = page[^1].Place;
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
                letter, topic, _pipeline.Settings.Metadata, (DateTime.UtcNow - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond, cancellationToken)
            : $"The pipeline reads topic {letter.Place.Partition.Topic} no more.";

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _target.DisposeAsync();
}
