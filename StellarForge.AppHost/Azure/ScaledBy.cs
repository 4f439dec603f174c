namespace StellarForge.AppHost.Azure;

/// <summary>What a container app is scaled by.</summary>
internal enum ScaledBy
{
    /// <summary>Nothing: there is one.</summary>
    Nothing,

    /// <summary>How busy its processors are.</summary>
    Cpu,

    /// <summary>How many events of Kafka its pipelines have yet to write.</summary>
    KafkaLag,
}
