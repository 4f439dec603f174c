using System.Text;
using System.Text.Unicode;
using StellarForge.Engine.Streams;

namespace StellarForge.Api.DeadLetters;

/// <summary>A dead letter.</summary>
/// <param name="Id">Its place: topic, partition, offset, with slashes between.</param>
/// <param name="Table">The table that it was for.</param>
/// <param name="Reason">Why it is dead.</param>
/// <param name="Detail">Why in words.</param>
/// <param name="RecordedAt">When it was recorded, UTC.</param>
/// <param name="ReplayedAt">When it became a row after all, or <see langword="null"/>.</param>
/// <param name="Stream">The stream that sent it, or <see langword="null"/> for a foreign message.</param>
/// <param name="Shard">Its shard there.</param>
/// <param name="Number">Its number there.</param>
/// <param name="Length">The length of the message.</param>
/// <param name="Sha256">The message's hash.</param>
/// <param name="IsWhole">Whether all its bytes are kept, so that it can be replayed.</param>
/// <param name="Key">The message's key, in Base64.</param>
/// <param name="Value">Its bytes in Base64, or as many as are shown.</param>
/// <param name="Text">They as text, where they are text.</param>
internal sealed record LetterReport(
    string Id, string Table, string Reason, string Detail, DateTime RecordedAt, DateTime? ReplayedAt, Guid? Stream, int? Shard, long? Number, long Length,
    string Sha256, bool IsWhole, string Key, string Value, string? Text)
{
    /// <summary>Describes a letter.</summary>
    /// <param name="recorded">The letter.</param>
    /// <param name="most">How many bytes of it are shown at most.</param>
    public static LetterReport Of(RecordedLetter recorded, int most)
    {
        var letter = recorded.Letter;
        var value = letter.Value.Span[..Math.Min(letter.Value.Length, most)];
        var isText = Utf8.IsValid(letter.Value.Span) && !value.ContainsAnyInRange((byte)0, (byte)8);
        return new(
            recorded.Place.Id, letter.Table, letter.Reason.ToString(), letter.Detail, recorded.RecordedAt, recorded.ReplayedAt, letter.Origin?.Stream,
            letter.Origin?.Shard, letter.Origin?.Number, letter.ValueLength, Convert.ToHexStringLower(letter.ValueHash.Span), recorded.IsWhole,
            Convert.ToBase64String(letter.Key.Span), Convert.ToBase64String(value), isText ? Encoding.UTF8.GetString(value) : null);
    }
}

/// <summary>Some of a pipeline's dead letters.</summary>
/// <param name="Letters">The letters, in the order of their places.</param>
/// <param name="Next">What <c>after</c> is to be for the next ones; <see langword="null"/> after the last. A call looks through a part of
/// them: where few are wanted, there may be none, and more behind it.</param>
internal sealed record LetterPage(IReadOnlyList<LetterReport> Letters, string? Next);

/// <summary>Which dead letters are to be replayed.</summary>
/// <param name="Pipeline">The pipeline.</param>
/// <param name="Ids">Their ids; <see langword="null"/> for all that were not yet.</param>
internal sealed record ReplayRequest(string Pipeline, IReadOnlyList<string>? Ids = null);

/// <summary>What became of them.</summary>
/// <param name="Replayed">How many are rows now.</param>
/// <param name="Left">Those that are not, the first hundred.</param>
/// <param name="LeftCount">How many they are.</param>
internal sealed record ReplayReport(int Replayed, IReadOnlyList<LeftLetter> Left, int LeftCount);

/// <summary>A letter that stays dead.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Reason">Why.</param>
internal sealed record LeftLetter(string Id, string Reason);
