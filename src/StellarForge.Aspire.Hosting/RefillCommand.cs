using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;

namespace StellarForge.Aspire.Hosting;

/// <summary>The dashboard's command to fill anew.</summary>
internal static class RefillCommand
{
    /// <summary>Its name.</summary>
    public const string Name = "refill";

    /// <summary>Adds it to all fills together.</summary>
    public static IResourceBuilder<StellarForgeResource> WithRefill(this IResourceBuilder<StellarForgeResource> forge) =>
        Add(forge, "all databases", async context =>
        {
            foreach (var fill in forge.Resource.Fills)
            {
                if (await CommandsOf(context).ExecuteCommandAsync(fill, Name, context.CancellationToken).ConfigureAwait(false) is { Success: false } failed)
                    return failed;
            }

            return CommandResults.Success();
        });

    /// <summary>Adds it to one fill.</summary>
    public static IResourceBuilder<StellarForgeFillResource> WithRefill(this IResourceBuilder<StellarForgeFillResource> fill) =>
        Add(fill, $"'{fill.Resource.Database}'", async context =>
        {
            // A start asks for the arguments before it is done.
            fill.Resource.Recreates = true;
            try
            {
                return await CommandsOf(context).ExecuteCommandAsync(fill.Resource, KnownResourceCommands.StartCommand, context.CancellationToken)
                    .ConfigureAwait(false);
            }
            finally
            {
                fill.Resource.Recreates = false;
            }
        });

    private static IResourceBuilder<T> Add<T>(IResourceBuilder<T> resource, string what, Func<ExecuteCommandContext, Task<ExecuteCommandResult>> runAsync)
        where T : IResource => resource.WithCommand(Name, "Refill", runAsync, new CommandOptions
        {
            Description = $"Fills {what} anew.",
            ConfirmationMessage = $"The tables that were filled in {what} are dropped, with all rows that programs put there since, and filled anew. Go on?",
            IconName = "ArrowSync",
            UpdateState = context => ForgeState.HasEnded(context.ResourceSnapshot)
                ? ResourceCommandState.Enabled : ResourceCommandState.Disabled,
        });

    private static ResourceCommandService CommandsOf(ExecuteCommandContext context) => context.ServiceProvider.GetRequiredService<ResourceCommandService>();
}
