using System.ComponentModel.DataAnnotations;
using System.ComponentModel.DataAnnotations.Schema;

namespace StellarForge.Retail;

/// <summary>A place that parcels leave from. A reference table: parallel lists make eight rows, the same at every scale.</summary>
[Table("warehouses"), Forge(Rows = 8, Scales = false)]
public sealed partial class Warehouse
{
    /// <summary>The key.</summary>
    [Key]
    public int WarehouseId { get; init; }

    /// <summary>The code on the labels.</summary>
    [MaxLength(3), Cycle("SEA", "LAX", "DEN", "DFW", "ORD", "ATL", "EWR", "MIA")]
    public required string Code { get; init; }

    /// <summary>The city.</summary>
    [MaxLength(40), Cycle("Seattle", "Los Angeles", "Denver", "Dallas", "Chicago", "Atlanta", "Newark", "Miami")]
    public required string City { get; init; }

    /// <summary>The floor space in square metres.</summary>
    [Cycle(42_000, 78_000, 25_000, 61_000, 83_000, 47_000, 55_000, 31_000)]
    public int FloorSpace { get; init; }
}
