using System.ComponentModel.DataAnnotations;
using System.ComponentModel.DataAnnotations.Schema;

namespace StellarForge.Retail;

/// <summary>A purchase. Owns its lines, its payment and, through that, its parcels.</summary>
[Table("orders"), Forge(Rows = 1_000_000)]
public sealed partial class Order
{
    /// <summary>The key.</summary>
    [Key]
    public long OrderId { get; init; }

    /// <summary>Who ordered; some users come back often.</summary>
    [References<User>(Skew = 0.5)]
    public long UserId { get; init; }

    /// <summary>When: rising with the key, quiet at night, busy at the week's end and before Christmas.</summary>
    [Timeline(History.Opened, History.Now, TrafficPattern.Seasonal)]
    public DateTime PlacedAt { get; init; }

    /// <summary>How far it is. Recent orders are under way; older ones are settled.</summary>
    [Column(TypeName = "text")]
    [OneOf(OrderStatus.Pending, OrderStatus.Paid, OrderStatus.Shipped, Weights = [15, 35, 50], Given = nameof(IsRecent), When = true)]
    [OneOf(OrderStatus.Delivered, OrderStatus.Returned, OrderStatus.Cancelled, Weights = [90, 6, 4])]
    public OrderStatus Status { get; init; }

    /// <summary>Where it was placed.</summary>
    [MaxLength(12), OneOf("web", "mobile", "store", Weights = [45, 42, 13])]
    public required string Channel { get; init; }

    /// <summary>The number of lines.</summary>
    [Count<OrderLine>]
    public int Lines { get; init; }

    /// <summary>The total of the lines.</summary>
    [Decimal(12, 2), Sum<OrderLine>(nameof(OrderLine.LineTotal))]
    public decimal Subtotal { get; init; }

    /// <summary>Postage: free from 50 on, and in the store.</summary>
    [Decimal(6, 2), Computed(nameof(PostageOf))]
    public decimal Postage { get; init; }

    /// <summary>What is to be paid.</summary>
    [Decimal(12, 2), Computed(nameof(TotalOf))]
    public decimal Total { get; init; }

    /// <summary>Whether it is too young to be settled.</summary>
    [NotMapped, Computed(nameof(IsRecentAt))]
    public bool IsRecent { get; init; }

    /// <summary>The chance of one more line, from the user's segment.</summary>
    [NotMapped, Lookup(nameof(UserId), nameof(User.AddOnRate))]
    public double AddOnRate { get; init; }

    /// <summary>The discount in percent, from the user's segment.</summary>
    [NotMapped, Lookup(nameof(UserId), nameof(User.MemberDiscount))]
    public int MemberDiscount { get; init; }

    private static bool IsRecentAt(DateTime placedAt) => placedAt >= History.Unsettled;

    private static decimal PostageOf(decimal subtotal, ReadOnlySpan<byte> channel) =>
        subtotal >= 50 || channel.SequenceEqual("store"u8) ? 0 : 4.90m;

    private static decimal TotalOf(decimal subtotal, decimal postage) => subtotal + postage;
}
