namespace StellarForge.Retail;

/// <summary>How far a parcel is.</summary>
public enum ShipmentStatus
{
    /// <summary>On its way.</summary>
    InTransit,
    /// <summary>Arrived.</summary>
    Delivered,
    /// <summary>Arrived, and sent back.</summary>
    Returned,
}
