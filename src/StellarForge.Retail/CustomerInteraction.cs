using System.ComponentModel.DataAnnotations;
using System.ComponentModel.DataAnnotations.Schema;

namespace StellarForge.Retail;

/// <summary>Something a user did short of buying.</summary>
[Table("customer_interactions"), Forge(Rows = 2_000_000)]
public sealed partial class CustomerInteraction
{
    /// <summary>The key.</summary>
    [Key]
    public long InteractionId { get; init; }

    /// <summary>Who; the users who order most are also seen most, since both share the table's favourites.</summary>
    [References<User>(Skew = 0.5)]
    public long UserId { get; init; }

    /// <summary>The product it was about, as popular as it sells; a search is about none yet.</summary>
    [References<Product>(Skew = 0.8), NullRate(0.15)]
    public long? ProductId { get; init; }

    /// <summary>What was done.</summary>
    [Column(TypeName = "text")]
    [OneOf(
        InteractionKind.PageView, InteractionKind.Search, InteractionKind.AddToCart, InteractionKind.Wishlist, InteractionKind.Review, InteractionKind.Support,
        Weights = [58, 18, 13, 6, 3, 2])]
    public InteractionKind Kind { get; init; }

    /// <summary>When.</summary>
    [Timeline(History.Opened, History.Now, TrafficPattern.Weekly)]
    public DateTime OccurredAt { get; init; }

    /// <summary>For how many seconds.</summary>
    [Exponential(1 / 40.0, Max = 3_600)]
    public int Seconds { get; init; }

    /// <summary>The stars of a review; null for all else.</summary>
    [NullRate(0), Computed(nameof(StarsOf))]
    public int? Stars { get; init; }

    /// <summary>The stars that the user would give.</summary>
    [NotMapped, OneOf(5, 4, 3, 2, 1, Weights = [48, 27, 12, 6, 7])]
    public int Opinion { get; init; }

    private static int? StarsOf(InteractionKind kind, int opinion) => kind == InteractionKind.Review ? opinion : null;
}
