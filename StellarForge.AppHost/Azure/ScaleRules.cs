using Aspire.Hosting.Azure;
using Azure.Provisioning;
using Azure.Provisioning.AppContainers;

namespace StellarForge.AppHost.Azure;

/// <summary>The rules that KEDA scales container apps by.</summary>
internal static class ScaleRules
{
    /// <summary>The variable that has the password of Event Hubs; its value is a secret of the app, which a rule can name.</summary>
    public const string PasswordVariable = "KEDA_KAFKA_PASSWORD";

    // As Container Apps names the secret of a variable.
    private const string PasswordSecret = "keda-kafka-password";
    private const string UserSecret = "keda-kafka-user";

    // One transaction's worth; docs/configuration.md has it as BatchRows.
    private const string Lag = "20000";
    private const string BusyPercent = "70";

    /// <summary>Adds the rules of an app.</summary>
    /// <param name="by">What it is scaled by.</param>
    /// <param name="builder">The application, which tells where its Kafka is.</param>
    /// <param name="profile">Has the pipelines' targets.</param>
    /// <param name="infrastructure">What the app is of.</param>
    /// <param name="app">The app.</param>
    public static void Add(
        ScaledBy by, IDistributedApplicationBuilder builder, Profile profile, AzureResourceInfrastructure infrastructure, ContainerApp app)
    {
        var hubs = ManagedServers.EventHubs(builder);
        var seesLag = hubs is not null || builder.Resources.OfType<KafkaServerResource>().Any();
        if (by == ScaledBy.KafkaLag && seesLag)
        {
            // Asked for here alone, as asking makes it a parameter of the app's module.
            var servers = hubs?.Server.AsProvisioningParameter(infrastructure) ?? (BicepValue<string>)$"{Servers.Kafka}:9092";
            if (hubs is not null)
                app.Configuration.Secrets.Add(new ContainerAppWritableSecret { Name = UserSecret, Value = "$ConnectionString" });
            foreach (var target in profile.Targets)
                app.Template.Scale.Rules.Add(OfLag(TopologySettings.GroupOf(target), servers, signsIn: hubs is not null));
        }
        else if (by != ScaledBy.Nothing)
        {
            // Other brokers' lag, and that of a Kafka that was there before, is not KEDA's to see.
            app.Template.Scale.Rules.Add(new ContainerAppScaleRule
            {
                Name = "cpu",
                Custom = new ContainerAppCustomScaleRule { CustomScaleRuleType = "cpu", Metadata = { ["type"] = "Utilization", ["value"] = BusyPercent } },
            });
        }
    }

    // Without a topic it is the lag of all that the group reads.
    private static ContainerAppScaleRule OfLag(string group, BicepValue<string> servers, bool signsIn)
    {
        var rule = new ContainerAppCustomScaleRule
        {
            CustomScaleRuleType = "kafka",
            Metadata =
            {
                ["bootstrapServers"] = servers,
                ["consumerGroup"] = group,
                ["lagThreshold"] = Lag,
                ["offsetResetPolicy"] = "earliest",
            },
        };
        if (signsIn)
        {
            (rule.Metadata["sasl"], rule.Metadata["tls"]) = ("plaintext", "enable");
            rule.Auth.Add(new ContainerAppScaleRuleAuth { SecretRef = UserSecret, TriggerParameter = "username" });
            rule.Auth.Add(new ContainerAppScaleRuleAuth { SecretRef = PasswordSecret, TriggerParameter = "password" });
        }

        return new ContainerAppScaleRule { Name = group, Custom = rule };
    }
}
