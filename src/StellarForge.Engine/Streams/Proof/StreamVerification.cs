using StellarForge.Sinks;

namespace StellarForge.Engine.Streams;

/// <summary>What a stream's events became in a target, against what the model says of each event up to the last number of each lane.</summary>
/// <param name="Stream">The stream's id.</param>
/// <param name="IsComplete">Whether all events are there that the stream's processes have sent so far.</param>
/// <param name="Tables">Each table.</param>
public sealed record StreamVerification(Guid Stream, bool IsComplete, IReadOnlyList<StreamedTableVerification> Tables)
{
    /// <summary>Whether every event is a row, a dead letter or a counted duplicate, as it has to be.</summary>
    public bool IsMatch => Tables.All(table => table.IsMatch);
}

/// <summary>What a table's events became.</summary>
/// <param name="Table">The table.</param>
/// <param name="Expected">The rows that have to be there.</param>
/// <param name="Actual">The rows that are there.</param>
/// <param name="Bad">The damaged copies that were sent.</param>
/// <param name="BadLetters">Those of them that are dead letters.</param>
/// <param name="Duplicates">The rows that were sent twice.</param>
/// <param name="DuplicateLetters">The second copies that are dead letters, as their key was there.</param>
/// <param name="Refused">The rows that are dead letters, as the database refused them; they are not expected.</param>
/// <param name="Problems">What is not as it has to be, in words, the first events by number.</param>
public sealed record StreamedTableVerification(
    Table Table, TableChecksum Expected, TableChecksum Actual, long Bad, long BadLetters, long Duplicates, long DuplicateLetters, long Refused,
    IReadOnlyList<string> Problems)
{
    /// <summary>Whether rows and dead letters are as they have to be.</summary>
    public bool IsMatch => Expected == Actual && Problems.Count == 0;
}
