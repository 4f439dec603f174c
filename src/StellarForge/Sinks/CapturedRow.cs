namespace StellarForge.Sinks;

/// <summary>A row as text.</summary>
/// <param name="Key">The values of the key's columns (of a table without a key, all values), joined: the same in every store.</param>
/// <param name="Bucket">The bucket of the key; see <see cref="BucketChecksumSink"/>.</param>
/// <param name="Hash">The row's hash, as in <see cref="TableChecksum"/>.</param>
/// <param name="Values">The value of each column; <see langword="null"/> for null.</param>
public sealed record CapturedRow(string Key, int Bucket, UInt128 Hash, IReadOnlyList<string?> Values);
