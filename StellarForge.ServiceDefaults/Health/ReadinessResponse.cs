using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace StellarForge.ServiceDefaults;

/// <summary>What <c>/readyz</c> says.</summary>
/// <param name="Status"><c>ready</c>, or <c>missing</c> where a dependency does not answer.</param>
/// <param name="Missing">The names of those that do not.</param>
/// <param name="Checks">All dependencies, by name.</param>
internal sealed record ReadinessResponse(string Status, IReadOnlyList<string> Missing, IReadOnlyList<ReadinessCheck> Checks)
{
    public static ReadinessResponse Of(HealthReport report)
    {
        List<string> missing = [.. report.Entries.Where(pair => pair.Value.Status == HealthStatus.Unhealthy).Select(pair => pair.Key).Order()];
        return new ReadinessResponse(
            missing.Count == 0 ? "ready" : "missing",
            missing,
            [
                .. report.Entries.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => new ReadinessCheck(
                    pair.Key, pair.Value.Status.ToString().ToLowerInvariant(), Math.Round(pair.Value.Duration.TotalMilliseconds, 1), Describe(pair.Value))),
            ]);
    }

    /// <summary>
    /// What an answer says in words. Of an exception that a check let through nothing is said, but its type: who knows what its text quotes.
    /// </summary>
    public static string? Describe(HealthReportEntry entry) => entry.Exception is { } error ? $"The check failed: {error.GetType().Name}." : entry.Description;
}

/// <summary>A dependency.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Status"><c>healthy</c>, <c>degraded</c> or <c>unhealthy</c>.</param>
/// <param name="Milliseconds">How long the answer took.</param>
/// <param name="Description">What is wrong with it, or <see langword="null"/>.</param>
internal sealed record ReadinessCheck(string Name, string Status, double Milliseconds, string? Description);
