namespace StellarForge.Retail;

/// <summary>How far an order is.</summary>
public enum OrderStatus
{
    /// <summary>Not paid yet.</summary>
    Pending,
    /// <summary>Paid, not sent yet.</summary>
    Paid,
    /// <summary>On its way.</summary>
    Shipped,
    /// <summary>Arrived.</summary>
    Delivered,
    /// <summary>Sent back.</summary>
    Returned,
    /// <summary>Called off.</summary>
    Cancelled,
}
