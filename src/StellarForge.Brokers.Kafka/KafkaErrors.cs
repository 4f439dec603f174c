using Confluent.Kafka;
using StellarForge.Engine;
using StellarForge.Engine.Brokers;

namespace StellarForge.Brokers.Kafka;

/// <summary>Reads the client's errors.</summary>
internal static class KafkaErrors
{
    /// <summary>What may be done about an error.</summary>
    public static ErrorKind KindOf(ErrorCode code) => code switch
    {
        ErrorCode.MsgSizeTooLarge or ErrorCode.InvalidMsg or ErrorCode.InvalidMsgSize or ErrorCode.InvalidRecord => ErrorKind.Data,

        // Connections and time, on this side.
        ErrorCode.Local_Transport or ErrorCode.Local_AllBrokersDown or ErrorCode.Local_Resolve or ErrorCode.Local_TimedOut or ErrorCode.Local_TimedOutQueue
            or ErrorCode.Local_MsgTimedOut or ErrorCode.Local_WaitCoord or ErrorCode.Local_WaitCache or ErrorCode.Local_Destroy or ErrorCode.Local_State
            or ErrorCode.Local_MaxPollExceeded or ErrorCode.Local_AssignmentLost => ErrorKind.Transient,

        // An idempotent producer that can't go on, as its broker lost what it knew of it: a new one can.
        ErrorCode.Local_Fatal or ErrorCode.OutOfOrderSequenceNumber or ErrorCode.UnknownProducerId or ErrorCode.InvalidProducerEpoch => ErrorKind.Transient,

        // Servers that change roles.
        ErrorCode.LeaderNotAvailable or ErrorCode.NotLeaderForPartition or ErrorCode.RequestTimedOut or ErrorCode.BrokerNotAvailable
            or ErrorCode.ReplicaNotAvailable or ErrorCode.NetworkException or ErrorCode.GroupLoadInProgress or ErrorCode.GroupCoordinatorNotAvailable
            or ErrorCode.NotCoordinatorForGroup or ErrorCode.NotEnoughReplicas or ErrorCode.NotEnoughReplicasAfterAppend or ErrorCode.KafkaStorageError
            or ErrorCode.OffsetNotAvailable or ErrorCode.FencedLeaderEpoch or ErrorCode.UnknownLeaderEpoch or ErrorCode.NotController
            or ErrorCode.ThrottlingQuotaExceeded => ErrorKind.Transient,

        // Members that come and go.
        ErrorCode.RebalanceInProgress or ErrorCode.UnknownMemberId or ErrorCode.IllegalGeneration or ErrorCode.FencedInstanceId => ErrorKind.Transient,
        _ => ErrorKind.Final,
    };

    /// <summary>Whether the group has moved on without this member, which then has nothing to say for it.</summary>
    public static bool IsOfPastMember(ErrorCode code) => code
        is ErrorCode.RebalanceInProgress or ErrorCode.UnknownMemberId or ErrorCode.IllegalGeneration or ErrorCode.Local_AssignmentLost
        or ErrorCode.Local_State or ErrorCode.Local_NoOffset;

    /// <summary>The error for the user.</summary>
    /// <param name="settings">Whose address it is.</param>
    /// <param name="doing">What went wrong, to be followed by a colon.</param>
    /// <param name="error">What the client says.</param>
    /// <param name="cause">An error that came before and says more; or <see langword="null"/>.</param>
    public static BrokerException Describe(KafkaSettings settings, string doing, Error error, Error? cause = null)
    {
        var said = cause ?? error;
        return new BrokerException(
            $"{settings.DisplayName}: {doing}: {Words(said)}.{Advice(said.Code)}", new KafkaException(error), KindOf(said.Code));
    }

    /// <summary>The error for an option that librdkafka does not know, or whose value it does not take.</summary>
    public static BrokerException DescribeOption(KafkaSettings settings, Exception error)
    {
        var words = error.Message;
        foreach (var value in settings.Values.Where(value => value.Length > 0).OrderByDescending(value => value.Length))
            words = words.Replace($" \"{value}\"", "", StringComparison.Ordinal);
        return new BrokerException($"{settings.DisplayName}: an option of the address is refused: {words.TrimEnd('.')}. {Options}");
    }

    private const string Options = "All options are in librdkafka's CONFIGURATION.md.";

    // librdkafka prefixes its words with the thread, and says how long a state lasted.
    private static string Words(Error error)
    {
        var words = error.Reason;
        var after = words.IndexOf(" (after ", StringComparison.Ordinal);
        return (after < 0 ? words : words[..after]).TrimEnd('.', ' ').Replace(": : ", ": ", StringComparison.Ordinal);
    }

    private static string Advice(ErrorCode code) => code switch
    {
        ErrorCode.Local_Transport or ErrorCode.Local_AllBrokersDown or ErrorCode.Local_TimedOut or ErrorCode.Local_Resolve =>
            " Is the broker running, and does it take connections from here? TLS and passwords are asked for by security.protocol=SASL_SSL (or SSL).",
        ErrorCode.Local_Authentication or ErrorCode.SaslAuthenticationFailed =>
            " Check the user, the password and sasl.mechanism in the address; escape special characters in a URI (@ is %40).",
        ErrorCode.Local_Ssl => " ssl.ca.location names the file of the certificates that are trusted.",
        ErrorCode.MsgSizeTooLarge => " The topic's max.message.bytes says how long a message may be.",
        ErrorCode.TopicAuthorizationFailed or ErrorCode.ClusterAuthorizationFailed or ErrorCode.GroupAuthorizationFailed =>
            " The user needs that right: see kafka-acls.",
        ErrorCode.InvalidReplicationFactor => " Brokers before 2.4 have no default: say the replication.",
        _ => "",
    };
}
