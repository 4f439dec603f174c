namespace StellarForge;

/// <summary>How traffic varies over time.</summary>
public enum TrafficPattern
{
    /// <summary>A constant rate.</summary>
    Flat,

    /// <summary>Quiet nights, a peak in the evening.</summary>
    Diurnal,

    /// <summary>Diurnal, and busier at the week's end.</summary>
    Weekly,

    /// <summary>Weekly, with a high season in November and December.</summary>
    Seasonal,

    /// <summary>A rate that grows exponentially, doubling each year.</summary>
    Growth,

    /// <summary>Diurnal, with a two-hour burst at twenty times the rate in the middle.</summary>
    FlashSale,
}
