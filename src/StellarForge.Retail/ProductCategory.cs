namespace StellarForge.Retail;

/// <summary>The shelf that a product stands on.</summary>
public enum ProductCategory
{
    /// <summary>Food and drink.</summary>
    Grocery,
    /// <summary>Books.</summary>
    Books,
    /// <summary>Toys and games.</summary>
    Toys,
    /// <summary>Clothes and shoes.</summary>
    Clothing,
    /// <summary>Furniture and kitchen.</summary>
    Home,
    /// <summary>All that has a plug.</summary>
    Electronics,
}
