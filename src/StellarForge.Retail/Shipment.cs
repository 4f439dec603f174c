using System.ComponentModel.DataAnnotations;
using System.ComponentModel.DataAnnotations.Schema;

namespace StellarForge.Retail;

/// <summary>A parcel. Nothing is sent before it is paid: parcels are owned by the payment of their order. Large orders go in two.</summary>
[Table("shipments"), Forge, ChildOf<Payment>(0, 2, Count = nameof(ParcelsOf))]
public sealed partial class Shipment
{
    /// <summary>The key.</summary>
    [Key]
    public long ShipmentId { get; init; }

    /// <summary>The payment: the owner of the row.</summary>
    [References<Payment>]
    public long PaymentId { get; init; }

    /// <summary>The order, from the payment.</summary>
    [Lookup(nameof(PaymentId), nameof(Payment.OrderId))]
    public long OrderId { get; init; }

    /// <summary>Where it left from.</summary>
    [References<Warehouse>(Skew = 0.4)]
    public int WarehouseId { get; init; }

    /// <summary>Who brings it.</summary>
    [MaxLength(12), OneOf("UPS", "FedEx", "USPS", "DHL", Weights = [38, 27, 25, 10])]
    public required string Carrier { get; init; }

    /// <summary>The carrier's number.</summary>
    [MaxLength(20), Pattern("1Z######?#########")]
    public required string TrackingNumber { get; init; }

    /// <summary>How far it is, in step with the order.</summary>
    [Column(TypeName = "text")]
    [OneOf(ShipmentStatus.InTransit, Given = nameof(OrderStatus), When = OrderStatus.Shipped)]
    [OneOf(ShipmentStatus.Returned, Given = nameof(OrderStatus), When = OrderStatus.Returned)]
    [OneOf(ShipmentStatus.Delivered)]
    public ShipmentStatus Status { get; init; }

    /// <summary>When it left: within three days of the payment.</summary>
    [After(nameof(PaidAt), "0.04:00:00", "3.00:00:00")]
    public DateTime ShippedAt { get; init; }

    /// <summary>When the carrier means to arrive.</summary>
    [After(nameof(ShippedAt), "1.00:00:00", "7.00:00:00")]
    public DateTime EstimatedAt { get; init; }

    /// <summary>When it arrived: up to a day before the estimate, or two days late. Null while it is on its way.</summary>
    [NullRate(0), Computed(nameof(ArrivalOf))]
    public DateTime? DeliveredAt { get; init; }

    /// <summary>When the order was paid.</summary>
    [NotMapped, Lookup(nameof(PaymentId), nameof(Payment.PaidAt))]
    public DateTime PaidAt { get; init; }

    /// <summary>How far the order is.</summary>
    [NotMapped, Lookup(nameof(PaymentId), nameof(Payment.OrderStatus))]
    public OrderStatus OrderStatus { get; init; }

    private static int ParcelsOf(OrderStatus orderStatus, int orderLines) =>
        orderStatus is OrderStatus.Shipped or OrderStatus.Delivered or OrderStatus.Returned ? (orderLines > 5 ? 2 : 1) : 0;

    private static DateTime? ArrivalOf(ShipmentStatus status, DateTime estimatedAt, RowRandom random) =>
        status == ShipmentStatus.InTransit ? null : estimatedAt.AddMinutes(random.NextInt64(-24 * 60, 48 * 60));
}
