using System.ComponentModel.DataAnnotations;
using System.ComponentModel.DataAnnotations.Schema;

namespace StellarForge.Retail;

/// <summary>A kind of customer: decides how much goes into a basket. A reference table, the same five rows at every scale.</summary>
[Table("customer_segments"), Forge(Rows = 5, Scales = false)]
public sealed partial class CustomerSegment
{
    /// <summary>The key.</summary>
    [Key]
    public int SegmentId { get; init; }

    /// <summary>What marketing calls it.</summary>
    [MaxLength(20), Cycle("New", "Casual", "Regular", "Loyal", "VIP")]
    public required string Name { get; init; }

    /// <summary>The chance that one more line goes into the basket, after each: 0.5 makes baskets of two lines on average.</summary>
    [Cycle(0.3, 0.45, 0.6, 0.7, 0.8)]
    public double AddOnRate { get; init; }

    /// <summary>The discount that members get on every line, in percent.</summary>
    [Cycle(0, 0, 2, 5, 10)]
    public int MemberDiscount { get; init; }
}
