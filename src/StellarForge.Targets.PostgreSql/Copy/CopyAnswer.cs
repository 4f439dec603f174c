using System.Reflection;
using Npgsql;

namespace StellarForge.Targets.PostgreSql;

/// <summary>
/// The server's answer to a COPY, such as <c>COPY 5000</c>: the rows that it took (PostgreSQL protocol, CommandComplete). It is the only word of
/// rows that a trigger left out. The driver reads it when a raw COPY ends and says nothing of it, so it is looked up where the driver keeps it.
/// </summary>
internal static class CopyAnswer
{
    private const BindingFlags Any = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    private static readonly PropertyInfo? Connector = typeof(NpgsqlConnection).GetProperty("Connector", Any);
    private static readonly FieldInfo? Message = Connector?.PropertyType.GetField("_commandCompleteMessage", Any);
    private static readonly PropertyInfo? Count = Message?.FieldType.GetProperty("Rows", Any);

    /// <summary>The rows of the statement that a connection ended last.</summary>
    /// <exception cref="NotSupportedException">The driver's version keeps them elsewhere.</exception>
    public static long Rows(NpgsqlConnection connection) => Count?.GetValue(Message!.GetValue(Connector!.GetValue(connection))) is ulong rows
        ? (long)rows
        : throw new NotSupportedException(
            $"Npgsql {typeof(NpgsqlConnection).Assembly.GetName().Version} does not keep the rows of a COPY where Npgsql 10 does. " +
                "Use the version that this release names.");
}
