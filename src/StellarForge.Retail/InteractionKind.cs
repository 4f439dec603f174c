namespace StellarForge.Retail;

/// <summary>What a user did.</summary>
public enum InteractionKind
{
    /// <summary>Looked at a page.</summary>
    PageView,
    /// <summary>Searched.</summary>
    Search,
    /// <summary>Put something into the cart.</summary>
    AddToCart,
    /// <summary>Put something onto the wish list.</summary>
    Wishlist,
    /// <summary>Wrote a review.</summary>
    Review,
    /// <summary>Asked for help.</summary>
    Support,
}
