using System.Net.Sockets;
using System.Security.Authentication;
using StellarForge.Engine;

namespace StellarForge.Targets.MySql;

/// <summary>
/// Reads the driver's errors. Numbers are those of the servers (<see href="https://dev.mysql.com/doc/mysql-errors/8.4/en/server-error-reference.html"/>).
/// </summary>
internal static class MySqlErrors
{
    private const int TooManyConnections = 1040;
    private const int UnableToConnect = 1042;
    private const int AccessToDatabase = 1044;
    private const int AccessDenied = 1045;
    private const int UnknownDatabase = 1049;
    private const int ShuttingDown = 1053;
    private const int DiskFull = 1021;
    private const int TableFull = 1114;
    private const int TableAccess = 1142;
    private const int QueryInterrupted = 1317;
    private const int NoSuchTable = 1146;
    private const int LockWait = 1205;
    private const int Deadlock = 1213;
    private const int ConnectionKilled = 1927;
    private const int ClientErrors = 2000;

    /// <summary>What may be done about an error.</summary>
    public static ErrorKind KindOf(Exception error) => error switch
    {
        // "Unable to connect" is also said of a certificate that is refused, and of a file of certificates that is not there.
        AuthenticationException or FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException => ErrorKind.Final,
        MySqlException { Number: UnableToConnect or 0, InnerException: { } inner } => KindOf(inner),
        MySqlException { Number: > 0 and var number } => KindOf(number),
        SocketException or IOException or TimeoutException => ErrorKind.Transient,

        // What a driver has thrown away with a lost connection, and is asked of it still.
        ObjectDisposedException => ErrorKind.Transient,
        _ when IsBroken(error) => ErrorKind.Transient,
        _ => error.InnerException is { } inner ? KindOf(inner) : ErrorKind.Final,
    };

    /// <summary>What may be done about an error of that number, of a server or of its driver.</summary>
    public static ErrorKind KindOf(int number) => number switch
    {
        TooManyConnections or UnableToConnect or ShuttingDown or NoSuchTable or LockWait or Deadlock or ConnectionKilled or QueryInterrupted
            or (> ClientErrors and < 2060) => ErrorKind.Transient,
        1048 or 1062 or 1264 or 1265 or 1292 or 1366 or 1406 or 1451 or 1452 or 3140 or 3819 or 4025 => ErrorKind.Data,
        _ => ErrorKind.Final,
    };

    /// <summary>Whether work went wrong in the driver or on its way.</summary>
    public static bool IsOfDriver(Exception error) =>
        error is MySqlException or IOException or TimeoutException or SocketException or AuthenticationException or ObjectDisposedException || IsBroken(error);

    // Of a statement that somebody ended (KILL QUERY) while rows were on their way, and of a connection that is gone, MySql.Data knows no better.
    private static bool IsBroken(Exception error) =>
        error is NullReferenceException or InvalidOperationException && error.Source == typeof(MySqlConnection).Assembly.GetName().Name;

    /// <summary>What a user is told: the server's own words and, where it is known, the way out.</summary>
    /// <param name="error">What the driver threw.</param>
    /// <param name="displayName">The target's name.</param>
    public static string Describe(Exception error, string displayName)
    {
        // The innermost that has a number is the server's; around it the driver says where it was.
        var server = error;
        for (var inner = error; inner is not null; inner = inner.InnerException)
        {
            if (inner is MySqlException { Number: > 0 and not UnableToConnect } numbered)
                server = numbered;
        }

        if (server is MySqlException { Number: > 0 and not UnableToConnect } known)
            return $"{displayName}: {known.Message.TrimEnd('.')} ({known.Number}).{Advice(known.Number)}";

        if (IsBroken(error))
            return $"{displayName}: the statement or its connection was ended, by the server or by somebody's KILL; the driver does not say why.";

        var cause = error;
        while (cause.InnerException is { } next)
            cause = next;
        var words = ReferenceEquals(cause, error) ? error.Message.TrimEnd('.') : $"{error.Message.TrimEnd('.')}: {cause.Message.TrimEnd('.')}";
        return $"{displayName}: {words}.{(KindOf(error) == ErrorKind.Transient ? " Is the server running, and does it take connections from here?" : "")}";
    }

    private static string Advice(int number) => number switch
    {
        AccessDenied => " Check the user and the password in the target's address; escape special characters in a URI (@ is %40).",
        UnknownDatabase => " Create the database first (CREATE DATABASE … CHARACTER SET utf8mb4), or correct the target's address.",
        AccessToDatabase or TableAccess => " The user needs SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, DROP, INDEX, REFERENCES " +
            "and CREATE TEMPORARY TABLES on the database.",
        NoSuchTable => " Another fill may be starting it anew by --recreate.",
        DiskFull or TableFull => " Nothing that was committed is lost: make room, and run the same fill again to continue.",
        _ => "",
    };
}
