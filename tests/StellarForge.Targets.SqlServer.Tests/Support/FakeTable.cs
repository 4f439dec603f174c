using System.Text.RegularExpressions;

namespace StellarForge.Targets.SqlServer.Tests.Support;

/// <summary>A table as its CREATE TABLE has it.</summary>
internal sealed class FakeTable(string createTable)
{
    /// <summary>Names, types in SQL and whether they take null.</summary>
    public List<(string Name, string Type, bool IsNullable)> Columns { get; } =
        [.. Regex.Matches(createTable, @"^    \[((?:[^\]]|\]\])+)\] (.+?)( NOT NULL| NULL)?( IDENTITY)?,?$", RegexOptions.Multiline).Select(match =>
            (match.Groups[1].Value.Replace("]]", "]", StringComparison.Ordinal), match.Groups[2].Value, match.Groups[3].Value != " NOT NULL"))];

    public bool HasIdentity { get; } = createTable.Contains(" IDENTITY", StringComparison.Ordinal);

    public (string, byte[])[] Metadata => [.. Columns.Select(column => (column.Name, TdsTypes.Parse(column.Type)))];
}
