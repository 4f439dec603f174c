using System.Net.Sockets;
using System.Security.Authentication;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;
using StellarForge.Engine;
using StellarForge.Engine.Brokers;

namespace StellarForge.Brokers.RabbitMq;

/// <summary>Reads the errors of the client, of servers and of networks.</summary>
internal static class RabbitMqErrors
{
    // The protocol's codes (AMQP 0.9.1, 1.2 "Constants").
    public const int AccessRefused = 403;
    public const int NotFound = 404;
    public const int ResourceLocked = 405;
    public const int PreconditionFailed = 406;
    private const int NotAllowed = 530;
    private const int ConnectionForced = 320;

    /// <summary>Whether a queue is not there. One that is there and whose server is not ready yet is "not found" in other words.</summary>
    public static bool SaysNoQueue(ShutdownEventArgs? reason) =>
        reason?.ReplyCode == NotFound && reason.ReplyText.Contains("no queue", StringComparison.Ordinal);

    /// <summary>Whether an error is one of the client's, and not of this code.</summary>
    public static bool IsOfClient(Exception error) => error
        is RabbitMQClientException or IOException or SocketException or AuthenticationException or TimeoutException or ObjectDisposedException;

    /// <summary>What an error of the client says for the user.</summary>
    public static BrokerException Describe(RabbitMqSettings settings, Exception error)
    {
        if (error is OperationInterruptedException { ShutdownReason: { } reason })
            return Describe(settings, reason, error);
        for (var cause = error; cause is not null; cause = cause is AggregateException { InnerExceptions: [var first, ..] } ? first : cause.InnerException)
        {
            switch (cause)
            {
                case AuthenticationFailureException refused:
                    return Refused(settings, refused.Message, error);
                case OperationInterruptedException { ShutdownReason: { } inner } when cause != error:
                    return Describe(settings, inner, error);
                case AuthenticationException tls:
                    return new BrokerException($"{settings.DisplayName}: {tls.Message.TrimEnd('.')}. Is the server's certificate trusted here?", error);
                case SocketException or TimeoutException:
                    return Lost(settings, cause.Message, error);
            }
        }

        return Lost(settings, error.Message, error);
    }

    /// <summary>What the end of a channel or a connection says for the user.</summary>
    public static BrokerException Describe(RabbitMqSettings settings, ShutdownEventArgs reason, Exception? error = null)
    {
        var isServers = reason.Initiator == ShutdownInitiator.Peer;
        return reason.ReplyCode switch
        {
            AccessRefused or NotAllowed when isServers => Refused(settings, reason.ReplyText, error),
            PreconditionFailed when isServers && reason.ReplyText.Contains("message size", StringComparison.Ordinal) =>
                new BrokerException(
                    $"{settings.DisplayName}: {Words(reason.ReplyText)}. The server's max_message_size says how long a message may be.", error, ErrorKind.Data),
            PreconditionFailed when isServers && reason.ReplyText.Contains("x-stream-offset", StringComparison.Ordinal) =>
                new BrokerException(
                    $"{settings.DisplayName}: {Words(reason.ReplyText)}. It is no stream (x-queue-type=stream): its messages would be gone once read.",
                    error),

            // A server that has just started may know its streams before it has their files.
            PreconditionFailed when isServers && reason.ReplyText.Contains("timed out", StringComparison.Ordinal)
                || reason.ReplyText.Contains("does not have a replica", StringComparison.Ordinal) =>
                new BrokerException($"{settings.DisplayName}: {Words(reason.ReplyText)}.", error, ErrorKind.Transient),
            NotFound when isServers && !SaysNoQueue(reason) =>
                new BrokerException($"{settings.DisplayName}: {Words(reason.ReplyText)}.", error, ErrorKind.Transient),
            NotFound or ResourceLocked or PreconditionFailed when isServers =>
                new BrokerException($"{settings.DisplayName}: {Words(reason.ReplyText)}.", error),
            ConnectionForced when isServers =>
                new BrokerException($"{settings.DisplayName}: the server ends the connection: {Words(reason.ReplyText)}.", error, ErrorKind.Transient),
            _ => Lost(settings, reason.Exception?.GetBaseException().Message ?? reason.ReplyText, error),
        };
    }

    private static BrokerException Refused(RabbitMqSettings settings, string words, Exception? error) => new(
        $"{settings.DisplayName}: {Words(words)}. " + (words.Contains("vhost", StringComparison.Ordinal)
            ? "The virtual host is what follows the host in the address; rabbitmqctl add_vhost makes one."
            : "Check the user and the password in the address (escape special characters in a URI: @ is %40), and the user's permissions."),
        error);

    private static BrokerException Lost(RabbitMqSettings settings, string words, Exception? error) => new(
        $"{settings.DisplayName}: {Words(words)}. Is the server running, and does it take connections from here?", error, ErrorKind.Transient);

    private static string Words(string words) => words.ReplaceLineEndings(" ").TrimEnd('.', ' ');
}
