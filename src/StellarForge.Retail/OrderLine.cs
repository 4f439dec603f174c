using System.ComponentModel.DataAnnotations;
using System.ComponentModel.DataAnnotations.Schema;

namespace StellarForge.Retail;

/// <summary>One product of an order. How many lines an order has depends on the segment of its user.</summary>
[Table("order_lines"), Forge, ChildOf<Order>(1, 15, Count = nameof(BasketSize))]
public sealed partial class OrderLine
{
    /// <summary>The order: the owner of the row.</summary>
    [Key, References<Order>]
    public long OrderId { get; init; }

    /// <summary>The position in the order, from 1.</summary>
    [Key, Ordinal]
    public int LineNumber { get; init; }

    /// <summary>The product; a few sell very well (zipf).</summary>
    [References<Product>(Skew = 0.8)]
    public long ProductId { get; init; }

    /// <summary>How many.</summary>
    [Zipf(2.2, Max = 12)]
    public int Quantity { get; init; }

    /// <summary>The list price of the product.</summary>
    [Decimal(10, 2), Lookup(nameof(ProductId), nameof(Product.Price))]
    public decimal UnitPrice { get; init; }

    /// <summary>The better of the day's promotion and the member's discount, in percent.</summary>
    [Computed(nameof(BestDiscount))]
    public int DiscountPercent { get; init; }

    /// <summary>Quantity × price, less the discount.</summary>
    [Decimal(12, 2), Computed(nameof(LineTotalOf))]
    public decimal LineTotal { get; init; }

    /// <summary>What the day's promotion gives.</summary>
    [NotMapped, OneOf(0, 10, 20, 30, Weights = [86, 8, 4, 2])]
    public int Promotion { get; init; }

    /// <summary>What the user's segment gives.</summary>
    [NotMapped, Lookup(nameof(OrderId), nameof(Order.MemberDiscount))]
    public int MemberDiscount { get; init; }

    private static int BasketSize(double addOnRate, RowRandom random)
    {
        var lines = 1;
        while (lines < 15 && random.NextBool(addOnRate))
            lines++;
        return lines;
    }

    private static int BestDiscount(int promotion, int memberDiscount) => Math.Max(promotion, memberDiscount);

    private static decimal LineTotalOf(int quantity, decimal unitPrice, int discountPercent) =>
        quantity * unitPrice * (100 - discountPercent) * 0.01m;
}
