namespace EfShop;

[Forge(Rows = 400)]
public partial class Blog
{
    public int BlogId { get; set; }
    [Required, StringLength(200)] public string Url { get; set; } = null!;
    public double Rating { get; set; }
    public virtual ICollection<Article> Articles { get; set; } = new List<Article>();
}

[Forge(Rows = 400)]
public partial class Article
{
    public int Id { get; set; }
    public string Title { get; set; } = null!;
    public string? Content { get; set; }
    [Column(TypeName = "decimal(10,3)")] public decimal Price { get; set; }
    public int BlogId { get; set; }
    public Blog Blog { get; set; } = null!;
    public int? EditorId { get; set; }
    [ForeignKey(nameof(EditorId))] public Editor? Editor { get; set; }
    [NotMapped] public string Scratch { get; set; } = "";
    public string Display => Title + Price;
    public DateTime? PublishedOn { get; set; }
}

[Forge(Rows = 30)]
public partial record Editor(int Id, string Name, [property: Uniform(18, 70)] int Age);

public partial class Container
{
    [Forge(Rows = 10)]
    public partial struct Point
    {
        [Key] public short Id { get; set; }
        [Normal(0, 10)] public float X { get; set; }
        [Normal(0, 10)] public double Y { get; set; }
    }
}
