using System.Globalization;
using Microsoft.Data.SqlClient;
using StellarForge.Engine;

namespace StellarForge.Targets.SqlServer;

/// <summary>Reads what a user calls a database: a URI, or an ADO.NET connection string.</summary>
internal static class SqlServerAddress
{
    private const string Example = "sqlserver://user:password@host:1433/database";

    /// <summary>Reads an address.</summary>
    /// <exception cref="FormatException">It can't be read; the message says where, without its secrets.</exception>
    public static SqlConnectionStringBuilder Parse(string address)
    {
        // A load takes as long as it takes.
        var builder = new SqlConnectionStringBuilder { ApplicationName = "stellarforge", CommandTimeout = 0 };
        if (TargetUri.Parse(address, Example, "sqlserver", "mssql") is { } uri)
            Read(uri, builder);
        else
            TargetUri.ReadConnectionString(address, builder, $"{Example} or Server=…;Database=…");
        if (string.IsNullOrEmpty(builder.DataSource))
            builder.DataSource = "localhost";

        // Without a user, the one who runs the command; unless Authentication says how.
        if (builder.UserID.Length == 0 && !builder.ShouldSerialize("Authentication"))
            builder.IntegratedSecurity = true;
        return builder;
    }

    // libpq's words, which the other servers' addresses have.
    private static void SetSslMode(SqlConnectionStringBuilder builder, string mode)
    {
        (builder.Encrypt, builder.TrustServerCertificate) = mode.ToLowerInvariant() switch
        {
            "disable" => (SqlConnectionEncryptOption.Optional, true),
            "require" => (SqlConnectionEncryptOption.Mandatory, true),
            "verify-full" => (SqlConnectionEncryptOption.Mandatory, false),
            _ => throw new FormatException($"The target's option 'sslmode' is not understood: '{mode}' is none of disable, require and verify-full, which SQL Server has."),
        };
    }

    private static void Read(TargetUri uri, SqlConnectionStringBuilder builder)
    {
        if (uri.Hosts is not [var host])
            throw new FormatException($"The driver takes one host (a listener or a fail-over partner is an option); write {Example}.");
        if (uri.User is { } user)
            builder.UserID = user;
        if (uri.Password is { } password)
            builder.Password = password;
        if (uri.Database is { } database)
            builder.InitialCatalog = database;

        // SQL Server's own form has a comma before the port.
        builder.DataSource = host.Port is { } port ? string.Create(CultureInfo.InvariantCulture, $"{host.Name},{port}") : host.Name;
        foreach (var (name, value) in uri.Options)
        {
            if (name.Equals("sslmode", StringComparison.OrdinalIgnoreCase))
                SetSslMode(builder, value);
            else
                TargetUri.SetOption(builder, name.Replace('_', ' ').Replace('-', ' '), value, name);
        }
    }
}
