#if !MYSQLCONNECTOR
using System.Net.Sockets;
using System.Reflection;

namespace StellarForge.Targets.MySql;

/// <summary>
/// The socket of a connection. To dispose of the connection sends a farewell first, which waits behind the call that is stuck for as long as the network
/// swallows what is sent; the driver has no other way to end it. To close the socket ends it.
/// </summary>
internal static class MySqlSocket
{
    // MySqlConnection.driver, Driver.handler, NativeDriver.networkStream. A test opens a connection and looks.
    private static readonly string[] Way = ["driver", "handler", "networkStream"];

    /// <summary>Closes it. Whoever reads or writes gets an error at once.</summary>
    /// <exception cref="NotSupportedException">The driver's version keeps it elsewhere.</exception>
    public static void Close(MySqlConnection connection)
    {
        object found = connection;
        foreach (var name in Way)
        {
            // Of a connection that is closed already there is none.
            if (FieldOf(found.GetType(), name).GetValue(found) is not { } next)
                return;
            found = next;
        }

        ((NetworkStream)found).Dispose();
    }

    private static FieldInfo FieldOf(Type? type, string name)
    {
        for (; type is not null; type = type.BaseType)
        {
            if (type.GetField(name, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic) is { } field)
                return field;
        }

        throw new NotSupportedException(
            $"MySql.Data {typeof(MySqlConnection).Assembly.GetName().Version} does not keep its socket where the version does that this release names. " +
                "Use that one.");
    }
}
#endif
