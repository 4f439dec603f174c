using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using Npgsql;
using StellarForge.Engine;

namespace StellarForge.Targets.PostgreSql;

/// <summary>Reads the driver's errors.</summary>
internal static class PostgreSqlErrors
{
    // idle_in_transaction_session_timeout: the client was stopped for a while.
    private const string IdleInTransaction = "25P03";

    /// <summary>What may be done about an error.</summary>
    public static ErrorKind KindOf(Exception error) => error switch
    {
        PostgresException server => KindOf(server.SqlState),

        // A certificate that is refused, or whose file can't be read: to the driver a connection like any that fails.
        { InnerException: { } inner } when IsOfCertificate(inner) || inner is CryptographicException => ErrorKind.Final,
        { InnerException: FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException } => ErrorKind.Final,
        NpgsqlException { IsTransient: true } => ErrorKind.Transient,
        SocketException or IOException or TimeoutException => ErrorKind.Transient,

        // An alert, such as that of a proxy whose server is away.
        AuthenticationException when !IsOfCertificate(error) => ErrorKind.Transient,

        // What a driver has thrown away with a lost connection, and is asked of it still.
        ObjectDisposedException => ErrorKind.Transient,
        _ when IsBroken(error) => ErrorKind.Transient,
        _ => error.InnerException is { } inner ? KindOf(inner) : ErrorKind.Final,
    };

    /// <summary>Whether work went wrong in the driver or on its way.</summary>
    public static bool IsOfDriver(Exception error) =>
        error is NpgsqlException or IOException or TimeoutException or SocketException or ObjectDisposedException || IsBroken(error);

    // Of a connection that was lost between two statements the driver says only that it is not open.
    private static bool IsBroken(Exception error) =>
        error is InvalidOperationException && error.Source == typeof(NpgsqlConnection).Assembly.GetName().Name;

    // By the classes of PostgreSQL's manual, appendix A: 08 connection, 22 data, 23 integrity.
    internal static ErrorKind KindOf(string state) => state switch
    {
        PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow
            or PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected
            or PostgresErrorCodes.QueryCanceled or IdleInTransaction => ErrorKind.Transient,
        ['0', '8', ..] => ErrorKind.Transient,
        ['2', '2' or '3', ..] => ErrorKind.Data,
        _ => ErrorKind.Final,
    };

    /// <summary>What a user is told: the server's own words and, where it is known, the way out.</summary>
    /// <param name="error">What the driver threw.</param>
    /// <param name="displayName">The target's name.</param>
    public static string Describe(Exception error, string displayName)
    {
        if (error is PostgresException server)
        {
            var detail = server.Detail is { Length: > 0 } text ? $" {text.TrimEnd('.')}." : "";
            var hint = server.Hint is { Length: > 0 } words ? $" {words.TrimEnd('.')}." : "";
            return $"{displayName}: {server.MessageText} ({server.SqlState}).{detail}{hint}{Advice(server.SqlState)}";
        }

        var cause = error;
        while (cause is NpgsqlException && cause.InnerException is { } inner)
            cause = inner;
        if (cause.Message.Contains("authentication method is not allowed", StringComparison.Ordinal))
            return $"{displayName}: the server asks for the password in clear text. Say sslmode=verify-full (or require) in the target's address, or, " +
                "where the way to the server is safe, require_auth=password.";
        if (IsOfCertificate(cause))
            return $"{displayName}: the server's certificate is refused: no authority that is trusted (sslrootcert) has signed it, or it is for another " +
                "host (sslmode=verify-full).";
        if (cause is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException or CryptographicException)
            return $"{displayName}: the file of sslrootcert, sslcert or sslkey can't be read: {cause.Message.TrimEnd('.')}.";
        var unreachable = cause is SocketException or TimeoutException ? " Is the server running, and does it take connections from here?" : "";
        return ReferenceEquals(cause, error)
            ? $"{displayName}: {error.Message}.{unreachable}".Replace("..", ".", StringComparison.Ordinal)
            : $"{displayName}: {error.Message.TrimEnd('.')}: {cause.Message.TrimEnd('.')}.{unreachable}";
    }

    private static bool IsOfCertificate(Exception error) =>
        error is AuthenticationException && error.Message.Contains("certificate", StringComparison.Ordinal);

    private static string Advice(string state) => state switch
    {
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
            " Check the user and the password in the target's address; escape special characters in a URI (@ is %40).",
        PostgresErrorCodes.InvalidCatalogName => " Create the database first (createdb), or correct the target's address.",
        PostgresErrorCodes.InsufficientPrivilege =>
            " The user needs CREATE on the database (for the ledger in schema stellarforge) and on the tables' schema, or ownership of existing tables.",
        PostgresErrorCodes.DiskFull => " Nothing that was committed is lost: make room, and run the same fill again to continue.",
        _ => "",
    };
}
