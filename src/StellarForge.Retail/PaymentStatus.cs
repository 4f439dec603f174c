namespace StellarForge.Retail;

/// <summary>What became of a payment.</summary>
public enum PaymentStatus
{
    /// <summary>The money arrived.</summary>
    Captured,
    /// <summary>The money went back.</summary>
    Refunded,
    /// <summary>Given up before it was captured.</summary>
    Voided,
    /// <summary>Refused by the bank.</summary>
    Declined,
}
