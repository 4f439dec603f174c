using Confluent.Kafka;

namespace StellarForge.Brokers.Kafka;

/// <summary>What librdkafka reports beside the answers to calls, from a thread of its own: lost connections, refused passwords. It goes on trying.</summary>
internal sealed class KafkaReports
{
    private volatile Error? _cause;
    private volatile Error? _fatal;
    private long _downSince = long.MaxValue;

    /// <summary>What can't pass, when it comes.</summary>
    public Action<Error>? OnFatal { get; init; }

    /// <summary>The last report that says why a connection failed; or <see langword="null"/>.</summary>
    public Error? Cause => _fatal ?? _cause;

    /// <summary>What can't pass, such as a refused password; or <see langword="null"/>.</summary>
    public Error? Fatal => _fatal;

    /// <summary>How long no broker has been connected.</summary>
    public TimeSpan Down => Volatile.Read(ref _downSince) is var since && since == long.MaxValue
        ? TimeSpan.Zero
        : TimeSpan.FromMilliseconds(Environment.TickCount64 - since);

    public void Report(Error error)
    {
        switch (error.Code)
        {
            case ErrorCode.Local_AllBrokersDown:
                Interlocked.CompareExchange(ref _downSince, Environment.TickCount64, long.MaxValue);
                break;
            case ErrorCode.Local_Authentication or ErrorCode.SaslAuthenticationFailed:
            case ErrorCode.Local_Ssl when error.Reason.Contains("certificate", StringComparison.OrdinalIgnoreCase):
            case var _ when error.IsFatal:
                _fatal = error;
                OnFatal?.Invoke(error);
                break;
            case ErrorCode.Local_Transport or ErrorCode.Local_Resolve or ErrorCode.Local_Ssl:
                _cause = error;
                break;
        }
    }

    /// <summary>A broker has answered.</summary>
    public void Answered() => Volatile.Write(ref _downSince, long.MaxValue);
}
