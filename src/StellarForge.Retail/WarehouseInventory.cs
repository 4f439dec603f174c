using System.ComponentModel.DataAnnotations;
using System.ComponentModel.DataAnnotations.Schema;

namespace StellarForge.Retail;

/// <summary>The stock of a product in one warehouse: M:N, each warehouse at most once for a product.</summary>
[Table("warehouse_inventory"), Forge, ChildOf<Inventory>(1, 5)]
public sealed partial class WarehouseInventory
{
    /// <summary>The product: the key of the owner.</summary>
    [Key, References<Inventory>]
    public long ProductId { get; init; }

    /// <summary>The warehouse.</summary>
    [Key, References<Warehouse>(Distinct = true)]
    public int WarehouseId { get; init; }

    /// <summary>How many lie there.</summary>
    [Poisson(40, Max = 500)]
    public int Quantity { get; init; }

    /// <summary>Aisle, rack and shelf.</summary>
    [MaxLength(8), Pattern("?-##-##")]
    public required string Bin { get; init; }
}
