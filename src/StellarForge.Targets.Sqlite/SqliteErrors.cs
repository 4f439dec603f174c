using Microsoft.Data.Sqlite;
using StellarForge.Engine;

namespace StellarForge.Targets.Sqlite;

/// <summary>Puts SQLite's errors into words.</summary>
internal static class SqliteErrors
{
    public static ErrorKind KindOf(SqliteException error) => error.SqliteErrorCode switch
    {
        5 or 6 => ErrorKind.Transient, // Somebody else's lock.
        18 or 19 or 20 => ErrorKind.Data, // Too big; a constraint; another type than a rowid's.
        _ => ErrorKind.Final,
    };

    public static string Describe(SqliteException error, SqliteAddress address)
    {
        var advice = error.SqliteErrorCode switch
        {
            3 or 8 => "The file or its folder can't be written to; change its permissions, or name another file.",
            5 or 6 => "Another program holds the file's lock. Close it, or wait longer with ?timeout=seconds.",
            10 => "The disk does not do what is asked of it.",
            13 => "The disk is full. Make room, and run the same command again: it continues where it stopped.",
            14 when !Directory.Exists(Path.GetDirectoryName(address.File)) => $"There is no folder {Path.GetDirectoryName(address.File)}; make it first.",
            14 when Directory.Exists(address.File) => "It is a folder; name a file in it.",
            14 when !File.Exists(address.File) => "There is no such file, or its folder can't be written to.",
            14 => "The file can't be opened; look at its permissions.",
            11 => "The file is damaged. Fill another one, or delete it.",
            26 => "The file is something else than a SQLite database. Name another one, or delete it.",
            1 when error.Message.Contains(SqliteLedger.Prefix, StringComparison.Ordinal) =>
                $"The ledger is damaged: were its tables ({SqliteLedger.Prefix}…) dropped or changed by hand? "
                + "Restore the file, or drop them all and use --recreate --force.",
            _ => "",
        };
        return $"sqlite:{address.File}: {Words(error)} (SQLite error {error.SqliteExtendedErrorCode}). {advice}".TrimEnd();
    }

    // SQLite's own words; ADO.NET says the number too: SQLite Error 5: 'database is locked'.
    private static string Words(SqliteException error) =>
        error.Message.Split(": '", 2) is [_, var words] ? words.TrimEnd('.').TrimEnd('\'') : error.Message;
}
