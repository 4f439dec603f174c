using System.ComponentModel.DataAnnotations;
using System.ComponentModel.DataAnnotations.Schema;

namespace StellarForge.Retail;

/// <summary>The payment of an order; a pending order has none yet.</summary>
[Table("payments"), Forge, ChildOf<Order>(0, 1, Count = nameof(PaymentsOf))]
public sealed partial class Payment
{
    /// <summary>The key.</summary>
    [Key]
    public long PaymentId { get; init; }

    /// <summary>The order: the owner of the row.</summary>
    [References<Order>]
    public long OrderId { get; init; }

    /// <summary>The total of the order.</summary>
    [Decimal(12, 2), Lookup(nameof(OrderId), nameof(Order.Total))]
    public decimal Amount { get; init; }

    /// <summary>How it was paid.</summary>
    [MaxLength(16), OneOf("card", "paypal", "bank transfer", "gift card", Weights = [62, 24, 9, 5])]
    public required string Method { get; init; }

    /// <summary>What became of it.</summary>
    [Column(TypeName = "text")]
    [OneOf(PaymentStatus.Voided, PaymentStatus.Declined, Weights = [70, 30], Given = nameof(OrderStatus), When = OrderStatus.Cancelled)]
    [OneOf(PaymentStatus.Refunded, Given = nameof(OrderStatus), When = OrderStatus.Returned)]
    [OneOf(PaymentStatus.Captured)]
    public PaymentStatus Status { get; init; }

    /// <summary>When: within two hours of the order.</summary>
    [After(nameof(PlacedAt), "0.00:00:05", "0.02:00:00")]
    public DateTime PaidAt { get; init; }

    /// <summary>When the order was placed.</summary>
    [NotMapped, Lookup(nameof(OrderId), nameof(Order.PlacedAt))]
    public DateTime PlacedAt { get; init; }

    /// <summary>How far the order is.</summary>
    [NotMapped, Lookup(nameof(OrderId), nameof(Order.Status))]
    public OrderStatus OrderStatus { get; init; }

    /// <summary>The number of lines of the order, for parcels to look up.</summary>
    [NotMapped, Lookup(nameof(OrderId), nameof(Order.Lines))]
    public int OrderLines { get; init; }

    private static int PaymentsOf(OrderStatus status) => status == OrderStatus.Pending ? 0 : 1;
}
