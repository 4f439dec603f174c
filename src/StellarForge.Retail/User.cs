using System.ComponentModel.DataAnnotations;
using System.ComponentModel.DataAnnotations.Schema;
using StellarForge.Text;

namespace StellarForge.Retail;

/// <summary>A registered customer.</summary>
[Table("users"), Forge(Rows = 100_000)]
public sealed partial class User
{
    /// <summary>The key.</summary>
    [Key]
    public long UserId { get; init; }

    /// <summary>The id that the world outside sees.</summary>
    [Uuid]
    public Guid PublicId { get; init; }

    /// <summary>The first name.</summary>
    [MaxLength(40), Fake("name.firstName")]
    public required string FirstName { get; init; }

    /// <summary>The last name.</summary>
    [MaxLength(40), Fake("name.lastName")]
    public required string LastName { get; init; }

    /// <summary>An address made of the name and the row, so that no two users share one.</summary>
    [MaxLength(120), Computed(nameof(EmailOf))]
    public required string Email { get; init; }

    /// <summary>A phone number; not everyone gives one.</summary>
    [MaxLength(30), Fake("phone.phoneNumber"), NullRate(0.2)]
    public string? Phone { get; init; }

    /// <summary>Street and house number.</summary>
    [MaxLength(80), Fake("address.streetAddress")]
    public required string Street { get; init; }

    /// <summary>The city.</summary>
    [MaxLength(60), Fake("address.city")]
    public required string City { get; init; }

    /// <summary>The date of birth.</summary>
    [Between("1945-01-01", "2005-12-31"), NullRate(0.1)]
    public DateOnly? BirthDate { get; init; }

    /// <summary>The kind of customer; a few segments hold most users.</summary>
    [References<CustomerSegment>(Skew = 0.6)]
    public int SegmentId { get; init; }

    /// <summary>The earlier user who recommended the shop: trees without cycles.</summary>
    [References<User>(Earlier = true), NullRate(0.7)]
    public long? ReferrerId { get; init; }

    /// <summary>When the account was made; accounts are numbered in that order.</summary>
    [Timeline(History.Founded, History.Opened, TrafficPattern.Growth)]
    public DateTime SignedUpAt { get; init; }

    /// <summary>Whether the newsletter may be sent.</summary>
    [OneOf(true, false, Weights = [0.35, 0.65])]
    public bool Newsletter { get; init; }

    /// <summary>The segment's chance of one more line, for orders to look up.</summary>
    [NotMapped, Lookup(nameof(SegmentId), nameof(CustomerSegment.AddOnRate))]
    public double AddOnRate { get; init; }

    /// <summary>The segment's discount, for orders to look up.</summary>
    [NotMapped, Lookup(nameof(SegmentId), nameof(CustomerSegment.MemberDiscount))]
    public int MemberDiscount { get; init; }

    private static void EmailOf(ReadOnlySpan<byte> firstName, ReadOnlySpan<byte> lastName, long row, ref Utf8Builder text)
    {
        AppendLetters(firstName, ref text);
        text.Append((byte)'.');
        AppendLetters(lastName, ref text);
        text.Append(row + 1);
        text.Append("@example.com"u8);
    }

    private static void AppendLetters(ReadOnlySpan<byte> name, ref Utf8Builder text)
    {
        foreach (var character in name)
        {
            if (char.IsAsciiLetter((char)character))
                text.Append((byte)(character | 0x20));
        }
    }
}
