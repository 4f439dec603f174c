namespace StellarForge;

/// <summary>How traffic varies over time, UTC.</summary>
/// <remarks>In a live stream the rate that is given is the mean one. A diurnal day goes from 0.4 times that at four to 1.4 times at twenty hours.</remarks>
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

    /// <summary>A rate that grows exponentially, doubling each year; in a live stream, from its start on.</summary>
    Growth,

    /// <summary>Diurnal, with a two-hour burst at twenty times the rate in the middle; in a live stream, around noon of each day.</summary>
    FlashSale,
}
