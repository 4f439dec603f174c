using System.Net.Sockets;
using Microsoft.Data.SqlClient;
using StellarForge.Engine;

namespace StellarForge.Targets.SqlServer;

/// <summary>Reads the driver's errors.</summary>
internal static class SqlServerErrors
{
    private const int LoginFailed = 18456;
    private const int CannotOpenDatabase = 4060;

    // Time-outs and lost connections, on Windows' and on Unix' numbers; deadlock (1205), lock time-out (1222); a server that comes up again (921, 922, 18401);
    // and what https://learn.microsoft.com/azure/azure-sql/database/troubleshoot-common-errors-issues lists as transient.
    private static readonly HashSet<int> Transient =
    [
        -2, -1, 2, 20, 35, 53, 64, 104, 110, 111, 121, 233, 258, 596, 921, 922, 1205, 1222, 4221, 6005, 10053, 10054, 10060, 10061, 10928, 10929, 11001,
        17142, 18401, 40143, 40197, 40501, 40540, 40613, 42108, 42109, 49918, 49919, 49920,
    ];

    // Not null, check, foreign key, unique key, unique index, text too long (by its old and its new number), number out of range (likewise), unreadable text.
    private static readonly HashSet<int> Data = [515, 547, 2627, 2601, 8152, 2628, 220, 8115, 241, 245];

    /// <summary>What may be done about an error.</summary>
    public static ErrorKind KindOf(Exception error) => error switch
    {
        // A database that is not there stays so; one in a fail-over is said to be by a further error of the same answer.
        SqlException server when IsLost(server) || Has(server, Transient) => ErrorKind.Transient,
        SqlException server => Has(server, Data) ? ErrorKind.Data : ErrorKind.Final,
        SocketException or IOException or TimeoutException => ErrorKind.Transient,

        // What a driver has thrown away with a lost connection, and is asked of it still.
        ObjectDisposedException => ErrorKind.Transient,

        // SqlBulkCopy's, of a value that its column can't take; that a text is too long it says by one of its own within.
        InvalidOperationException { InnerException: FormatException or OverflowException or InvalidCastException or InvalidOperationException } =>
            ErrorKind.Data,

        // The driver's, of a connection or a transaction that was lost meanwhile.
        InvalidOperationException { InnerException: null } => ErrorKind.Transient,
        _ => error.InnerException is { } inner ? KindOf(inner) : ErrorKind.Final,
    };

    /// <summary>What a user is told: the server's own words and, where it is known, the way out.</summary>
    /// <param name="error">What the driver threw.</param>
    /// <param name="displayName">The target's name.</param>
    public static string Describe(Exception error, string displayName)
    {
        if (error is not SqlException { Errors.Count: > 0 } server)
            return $"{displayName}: {error.Message.TrimEnd('.')}.{(error.InnerException is { } inner ? $" {inner.Message.TrimEnd('.')}." : "")}";
        var words = string.Join(" ", server.Errors.Cast<SqlError>().Where(one => one.Class > 10).DefaultIfEmpty(server.Errors[0])
            .Select(one => $"{one.Message.ReplaceLineEndings(" ").TrimEnd('.')} ({one.Number}).").Distinct());
        return $"{displayName}: {words}{Advice(server.Number, IsLost(server))}";
    }

    // An error of the connection itself has no server-side number, and a severity of 20 or more, after which the server closes the connection.
    private static bool IsLost(SqlException error) => error.Class >= 20 && error.Number is not (LoginFailed or CannotOpenDatabase);

    private static bool Has(SqlException error, HashSet<int> numbers) => error.Errors.Cast<SqlError>().Any(one => numbers.Contains(one.Number));

    private static string Advice(int number, bool lost) => number switch
    {
        LoginFailed => " Check the user and the password in the target's address; escape special characters in a URI (@ is %40).",
        CannotOpenDatabase => " Create the database first (CREATE DATABASE), or correct the target's address.",
        262 or 229 or 2760 or 1088 or 15247 =>
            " The user needs CREATE TABLE, and ALTER on the tables' schema; CREATE SCHEMA for the ledger in schema stellarforge; or db_owner.",
        1105 or 9002 => " Nothing that was committed is lost: make room, and run the same fill again to continue.",
        -2146893019 => " The server's certificate is not trusted here: install it, or say ?trustservercertificate=true.",
        _ => lost ? " Is the server running, and does it take connections from here?" : "",
    };
}
