namespace StellarForge.Targets.Sqlite.Native;

/// <summary>An error of SQLite's, in its own words.</summary>
/// <param name="code">The extended result code (<see href="https://www.sqlite.org/rescode.html"/>).</param>
/// <param name="message">SQLite's message.</param>
internal sealed class SqliteException(int code, string message) : Exception(message)
{
    public int Code { get; } = code;

    /// <summary>The code without what extends it.</summary>
    public int PrimaryCode => Code & 0xFF;
}
