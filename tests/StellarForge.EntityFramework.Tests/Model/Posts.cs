using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;

namespace StellarForge.EntityFramework.Tests.Model;

public class PostContext(DbContextOptions<PostContext> options) : DbContext(options)
{
    public DbSet<Post> Posts => Set<Post>();
}

/// <summary>A class with EF Core's primitive collections, which SQLite keeps as JSON.</summary>
[Forge(Rows = 300)]
public partial class Post
{
    public int Id { get; set; }

    public Uri Link { get; set; } = null!;

    [OneOf("new", "old \"quoted\"", "ä"), Length(1, 3)]
    public List<string> Tags { get; set; } = [];

    [Uniform(-5, 5)]
    public int[] Ratings { get; set; } = [];

    public List<DateOnly>? Days { get; set; }

    public List<DateTime> Visits { get; set; } = [];

    public DayOfWeek[] Weekdays { get; set; } = [];
}
