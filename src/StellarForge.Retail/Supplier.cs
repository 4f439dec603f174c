using System.ComponentModel.DataAnnotations;
using System.ComponentModel.DataAnnotations.Schema;

namespace StellarForge.Retail;

/// <summary>A company that products are bought from.</summary>
[Table("suppliers"), Forge(Rows = 500)]
public sealed partial class Supplier
{
    /// <summary>The key.</summary>
    [Key]
    public int SupplierId { get; init; }

    /// <summary>The company's name.</summary>
    [MaxLength(80), Fake("company.companyName")]
    public required string Name { get; init; }

    /// <summary>Whom to ask.</summary>
    [MaxLength(80), Fake("{{name.firstName}} {{name.lastName}}")]
    public required string Contact { get; init; }

    /// <summary>The country.</summary>
    [MaxLength(60), Fake("address.country")]
    public required string Country { get; init; }

    /// <summary>The share of deliveries that came in time.</summary>
    [Decimal(4, 3), Normal(0.94, 0.04, Min = 0.6, Max = 1)]
    public decimal Reliability { get; init; }
}
