using System.ComponentModel.DataAnnotations;
using System.ComponentModel.DataAnnotations.Schema;

namespace StellarForge.Retail;

/// <summary>Something to buy.</summary>
[Table("products"), Forge(Rows = 10_000)]
public sealed partial class Product
{
    /// <summary>The key.</summary>
    [Key]
    public long ProductId { get; init; }

    /// <summary>The stock keeping unit: unique, by a permutation of the row index.</summary>
    [MaxLength(12), Pattern("??-######"), Unique]
    public required string Sku { get; init; }

    /// <summary>The name.</summary>
    [MaxLength(80), Fake("commerce.productName")]
    public required string Name { get; init; }

    /// <summary>The shelf it stands on.</summary>
    [Column(TypeName = "text")]
    [OneOf(
        ProductCategory.Grocery, ProductCategory.Books, ProductCategory.Toys, ProductCategory.Clothing, ProductCategory.Home, ProductCategory.Electronics,
        Weights = [30, 20, 12, 18, 12, 8])]
    public ProductCategory Category { get; init; }

    /// <summary>The list price: log-normal around what is typical of the category.</summary>
    [Decimal(10, 2), Computed(nameof(PriceOf))]
    public decimal Price { get; init; }

    /// <summary>The weight in kilograms.</summary>
    [Decimal(8, 3), LogNormal(-0.5, 0.9, Min = 0.01, Max = 60)]
    public decimal WeightKg { get; init; }

    /// <summary>What reviewers give it, 1 to 5; new products have no reviews.</summary>
    [Decimal(2, 1), Normal(4.1, 0.5, Min = 1, Max = 5), NullRate(0.08)]
    public decimal? Rating { get; init; }

    /// <summary>What the page says.</summary>
    [MaxLength(200), Text(40, 200)]
    public required string Description { get; init; }

    /// <summary>The day it was first listed.</summary>
    [Between(History.Founded, "2023-12-31")]
    public DateOnly ListedOn { get; init; }

    /// <summary>Whether it is sold no more.</summary>
    [OneOf(false, true, Weights = [0.96, 0.04])]
    public bool Discontinued { get; init; }

    /// <summary>The middle price of the category.</summary>
    [NotMapped]
    [OneOf(6, Given = nameof(Category), When = ProductCategory.Grocery)]
    [OneOf(14, Given = nameof(Category), When = ProductCategory.Books)]
    [OneOf(19, Given = nameof(Category), When = ProductCategory.Toys)]
    [OneOf(38, Given = nameof(Category), When = ProductCategory.Clothing)]
    [OneOf(55, Given = nameof(Category), When = ProductCategory.Home)]
    [OneOf(220, Given = nameof(Category), When = ProductCategory.Electronics)]
    public int TypicalPrice { get; init; }

    /// <summary>How far the price is from the middle of its category: half of all products lie between 0.7 and 1.4 times that.</summary>
    [NotMapped, LogNormal(0, 0.5, Min = 0.15, Max = 8)]
    public double PriceFactor { get; init; }

    private static decimal PriceOf(int typicalPrice, double priceFactor) =>
        // Whole cents without the cost of a decimal division.
        new((int)(typicalPrice * priceFactor * 100), 0, 0, false, 2);
}
