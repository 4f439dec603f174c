using Aspire.Hosting;

namespace StellarForge.Aspire.Hosting.Tests;

/// <summary>The example of docs/aspire-hosting.md, which a test compares with this.</summary>
internal static class Example
{
    public static void Compose(IDistributedApplicationBuilder builder)
    {
        // <example>
        var ordersDb = builder.AddPostgres("postgres").WithDataVolume().AddDatabase("ordersdb");
        var forge = builder.AddStellarForge("forge")
            .WithModel<Projects.StellarForge_Retail>()
            .Fill(ordersDb, scale: 0.1);

        builder.AddContainer("shop", "shop")
            .WithReference(ordersDb)
            .WaitForCompletion(forge);
        // </example>
    }
}
