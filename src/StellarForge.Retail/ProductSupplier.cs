using System.ComponentModel.DataAnnotations;
using System.ComponentModel.DataAnnotations.Schema;

namespace StellarForge.Retail;

/// <summary>A supplier's offer of a product: M:N, a product has one to four suppliers and never one of them twice.</summary>
[Table("product_suppliers"), Forge, ChildOf<Product>(1, 4, Pattern = CountPattern.Geometric)]
public sealed partial class ProductSupplier
{
    /// <summary>The product: the owner of the row.</summary>
    [Key, References<Product>]
    public long ProductId { get; init; }

    /// <summary>The supplier.</summary>
    [Key, References<Supplier>(Distinct = true)]
    public int SupplierId { get; init; }

    /// <summary>1 for the supplier that is asked first.</summary>
    [Ordinal]
    public int Preference { get; init; }

    /// <summary>What the supplier takes for one: 40 to 75 percent of the list price.</summary>
    [Decimal(10, 2), Computed(nameof(CostOf))]
    public decimal UnitCost { get; init; }

    /// <summary>The days from order to delivery.</summary>
    [Poisson(9, Max = 60)]
    public int LeadTimeDays { get; init; }

    /// <summary>The list price of the product.</summary>
    [NotMapped, Lookup(nameof(ProductId), nameof(Product.Price))]
    public decimal ListPrice { get; init; }

    private static decimal CostOf(decimal listPrice, RowRandom random) => listPrice * random.NextInt64(40, 75) / 100;
}
