using System.ComponentModel.DataAnnotations;
using System.ComponentModel.DataAnnotations.Schema;

namespace StellarForge.Retail;

/// <summary>The stock of a product over all warehouses: one row for each product.</summary>
[Table("inventory"), Forge, ChildOf<Product>(1, 1)]
public sealed partial class Inventory
{
    /// <summary>The product: the owner of the row.</summary>
    [Key, References<Product>]
    public long ProductId { get; init; }

    /// <summary>How many there are: what the warehouses hold, added up.</summary>
    [Sum<WarehouseInventory>(nameof(WarehouseInventory.Quantity))]
    public int OnHand { get; init; }

    /// <summary>In how many warehouses.</summary>
    [Count<WarehouseInventory>]
    public int Warehouses { get; init; }

    /// <summary>The stock below which more is ordered.</summary>
    [Uniform(10, 60)]
    public int ReorderPoint { get; init; }

    /// <summary>When it was counted last.</summary>
    [Between("2025-10-01", History.Now)]
    public DateTime CountedAt { get; init; }
}
