using System.Reflection;
using Npgsql;
using TargetException = StellarForge.Engine.TargetException;

namespace StellarForge.Targets.PostgreSql;

/// <summary>
/// The server's answer to a COPY, such as <c>COPY 5000</c>: the rows that it took (PostgreSQL protocol, CommandComplete). It is the only word of
/// rows that a trigger left out. The driver reads it when a raw COPY ends and says nothing of it, so it is looked up where the driver keeps it.
/// </summary>
internal static class CopyAnswer
{
    /// <summary>The field of the driver's connector.</summary>
    public const string Field = "_commandCompleteMessage";

    private const BindingFlags Any = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    private static readonly PropertyInfo? Connector = typeof(NpgsqlConnection).GetProperty("Connector", Any);
    private static readonly FieldInfo? Message = Connector?.PropertyType.GetField(Field, Any);
    private static readonly PropertyInfo? Count = CountIn(Message);

    /// <summary>The rows of the statement that a connection ended last.</summary>
    public static long Rows(NpgsqlConnection connection) => (long)(ulong)Count!.GetValue(Message!.GetValue(Connector!.GetValue(connection)))!;

    /// <summary>Refuses a driver that keeps them elsewhere, before a load depends on it.</summary>
    /// <param name="field">The field that has them.</param>
    /// <exception cref="TargetException">It does.</exception>
    public static void Check(string field)
    {
        if (CountIn(Connector?.PropertyType.GetField(field, Any)) is null)
        {
            throw new TargetException(
                $"Npgsql {typeof(NpgsqlConnection).Assembly.GetName().Version} does not keep the rows of a COPY where Npgsql 10 does. "
                + "Use the version that this release names.");
        }
    }

    private static PropertyInfo? CountIn(FieldInfo? message) =>
        message?.FieldType.GetProperty("Rows", Any) is { } rows && rows.PropertyType == typeof(ulong) ? rows : null;
}
