#if !MYSQLCONNECTOR
using System.Reflection;
using TargetException = StellarForge.Engine.TargetException;

namespace StellarForge.Targets.MySql;

/// <summary>
/// The socket of a connection. To dispose of the connection sends COM_QUIT first, which waits behind the call that is stuck for as long as the network
/// swallows what is sent; the driver has no other way to end it. To close the socket ends it.
/// </summary>
internal static class MySqlSocket
{
    /// <summary>MySqlConnection.driver, Driver.handler, NativeDriver.networkStream.</summary>
    public static readonly string[] FieldPath = ["driver", "handler", "networkStream"];

    /// <summary>Closes it. Whoever reads or writes gets an error at once. Of a connection that is closed already there is none.</summary>
    public static void Close(MySqlConnection connection) => Find(connection, FieldPath)?.Dispose();

    /// <summary>Refuses a driver that keeps the socket elsewhere, before a load depends on it.</summary>
    /// <param name="connection">An open connection.</param>
    /// <param name="way">The fields that lead to it.</param>
    /// <exception cref="TargetException">It does.</exception>
    public static void Check(MySqlConnection connection, string[] way)
    {
        if (Find(connection, way) is null)
        {
            throw new TargetException(
                $"MySql.Data {typeof(MySqlConnection).Assembly.GetName().Version} does not keep its socket where the version does that this release names. "
                + "Use that one.");
        }
    }

    private static Stream? Find(MySqlConnection connection, string[] way)
    {
        object? found = connection;
        foreach (var name in way)
            found = found is null ? null : FieldOf(found.GetType(), name)?.GetValue(found);
        return found as Stream;
    }

    private static FieldInfo? FieldOf(Type? type, string name)
    {
        for (; type is not null; type = type.BaseType)
        {
            if (type.GetField(name, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic) is { } field)
                return field;
        }

        return null;
    }
}
#endif
