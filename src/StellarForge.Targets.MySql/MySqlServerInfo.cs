using System.Globalization;
using StellarForge.Engine.Relational;

namespace StellarForge.Targets.MySql;

/// <summary>What a server can do.</summary>
/// <param name="SkipsLocked">Whether locked rows can be skipped: since MySQL 8.0.1 and MariaDB 10.6.</param>
/// <param name="TakesLocalFiles">Whether <c>local_infile</c> is on.</param>
/// <param name="PacketBytes">The longest statement.</param>
internal sealed record MySqlServerInfo(bool SkipsLocked, bool TakesLocalFiles, long PacketBytes)
{
    public static async Task<MySqlServerInfo> ReadAsync(RelationalConnection connection, CancellationToken cancellationToken) => (await connection.QueryAsync(
        "SELECT VERSION(), @@GLOBAL.local_infile, @@GLOBAL.max_allowed_packet",
        row => new MySqlServerInfo(
            HasSkipLocked(row.GetString(0)),
            Convert.ToInt64(row.GetValue(1), CultureInfo.InvariantCulture) != 0,
            Convert.ToInt64(row.GetValue(2), CultureInfo.InvariantCulture)),
        cancellationToken)).Single();

    /// <summary>Reads a version such as <c>8.0.36</c>, <c>10.11.14-MariaDB-0+deb12u2</c> or <c>5.5.5-10.6.12-MariaDB</c>, as old clients are told.</summary>
    internal static bool HasSkipLocked(string version)
    {
        var isMariaDb = version.Contains("MariaDB", StringComparison.OrdinalIgnoreCase);
        if (isMariaDb && version.StartsWith("5.5.5-", StringComparison.Ordinal))
            version = version["5.5.5-".Length..];
        var numbers = new string([.. version.TakeWhile(character => char.IsAsciiDigit(character) || character == '.')]).TrimEnd('.');
        return Version.TryParse(numbers, out var number) && number >= (isMariaDb ? new Version(10, 6) : new Version(8, 0, 1));
    }
}
