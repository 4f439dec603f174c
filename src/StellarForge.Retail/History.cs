namespace StellarForge.Retail;

/// <summary>The years that the shop's history spans.</summary>
internal static class History
{
    /// <summary>The first user signs up, and the first product is listed.</summary>
    public const string Founded = "2020-01-01";

    /// <summary>The first order. All users and products are older, so that no order is placed before its user or its products exist.</summary>
    public const string Opened = "2024-01-01";

    /// <summary>The moment at which the shop is looked at: no order is younger. Fixed, because rows never depend on the clock.</summary>
    public const string Now = "2026-01-01";

    /// <summary>From here on orders may still be on their way; older ones are settled.</summary>
    public static readonly DateTime Unsettled = new(2025, 12, 18, 0, 0, 0, DateTimeKind.Utc);
}
