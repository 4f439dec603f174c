using System.Runtime.CompilerServices;

namespace StellarForge.Engine.Streams;

/// <summary>Reads dead letters.</summary>
public static class RecordedLetters
{
    // Each may have a mebibyte.
    private const int PageSize = 20;

    /// <summary>Reads the dead letters of all pipelines, in the order of their places, a few at a time.</summary>
    /// <param name="target">The target.</param>
    /// <param name="after">The place behind which they begin. Default: the first.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async IAsyncEnumerable<RecordedLetter> ReadAllLettersAsync(
        this IPipelineTarget target, LetterPlace? after = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(target);
        while (await target.ReadLettersAsync(after, PageSize, cancellationToken) is { Count: > 0 } page)
        {
            foreach (var letter in page)
                yield return letter;
            after = page[^1].Place;
        }
    }
}
