using System.Globalization;
using StellarForge.Engine.Brokers;
using StellarForge.Engine.Streams;

namespace StellarForge.Api.DeadLetters;

/// <summary>A dead letter's place as text: <c>orders/0/1234</c>.</summary>
internal static class LetterId
{
    /// <summary>The text of a place.</summary>
    public static string Of(LetterPlace place) => FormattableString.Invariant($"{place.Partition.Topic}/{place.Partition.Partition}/{place.Offset}");

    /// <summary>The place of a text, or <see langword="null"/>. A topic may have a slash of its own.</summary>
    public static (TopicPartition Partition, long Offset)? Parse(string text) =>
        text.Split('/') is [_, _, .., _] parts
        && int.TryParse(parts[^2], NumberStyles.None, CultureInfo.InvariantCulture, out var partition)
        && long.TryParse(parts[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var offset)
            ? (new TopicPartition(string.Join('/', parts[..^2]), partition), offset)
            : null;
}
