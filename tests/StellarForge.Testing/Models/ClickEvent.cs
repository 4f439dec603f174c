using System.ComponentModel.DataAnnotations;
using System.ComponentModel.DataAnnotations.Schema;

namespace StellarForge.Testing.Models;

/// <summary>What somebody did; the names are those of the messages.</summary>
public enum ClickKind
{
    VIEW,
    CLICK,
    PURCHASE,
}

/// <summary>An event that another program sends.</summary>
[Forge]
[Table("click_events")]
public sealed partial class ClickEvent
{
    [Key]
    public Guid EventId { get; set; }

    [Column(TypeName = "text")]
    public ClickKind EventType { get; set; }

    public DateTime OccurredAt { get; set; }

    public Guid UserId { get; set; }

    public long AmountCents { get; set; }

    [MaxLength(200)]
    public required string Path { get; set; }

    [MaxLength(200)]
    public string? Referrer { get; set; }
}
