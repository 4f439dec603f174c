using System.Net.Sockets;
using System.Security.Authentication;
using StellarForge.Engine;
using StellarForge.Engine.Brokers;

namespace StellarForge.Brokers.Redis;

/// <summary>Reads the errors of servers and networks.</summary>
internal static class RedisErrors
{
    public static bool IsOfNetwork(Exception error) => error is SocketException or IOException or AuthenticationException;

    /// <summary>The error of a connection.</summary>
    public static BrokerException Describe(RedisSettings settings, Exception error)
    {
        var cause = error is IOException { InnerException: SocketException inner } ? inner : error;
        var isTls = error is AuthenticationException;
        return new BrokerException(
            $"{settings.DisplayName}: {cause.Message.TrimEnd('.')}. " +
            (isTls ? "Is the server's certificate trusted here?" : "Is the server running, and does it take connections from here?"),
            error, isTls ? ErrorKind.Final : ErrorKind.Transient);
    }

    /// <summary>What the server refuses, in its words; they begin with a code.</summary>
    public static BrokerException Describe(RedisSettings settings, string words)
    {
        var code = words.Split(' ', 2)[0];
        var kind = code is "LOADING" or "READONLY" or "BUSY" or "MASTERDOWN" or "CLUSTERDOWN" or "TRYAGAIN" or "UNBLOCKED"
            ? ErrorKind.Transient
            : ErrorKind.Final;
        return new BrokerException($"{settings.DisplayName}: {words.TrimEnd('.')}.{Advice(code)}", kind: kind);
    }

    private static string Advice(string code) => code switch
    {
        "WRONGPASS" or "NOAUTH" or "NOPERM" => " Check the user and the password in the address; escape special characters in a URI (@ is %40).",
        "OOM" => " The server's memory (maxmemory) is full: give it more, or keep fewer messages (maxlen).",
        "MISCONF" => " The server can't write its files.",
        "MOVED" => " Clusters are not supported: name a server that has all.",
        _ => "",
    };
}
