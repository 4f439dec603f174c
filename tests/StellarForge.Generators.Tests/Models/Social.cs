namespace Social;

[Forge(Rows = 400), Table("users")]
public partial class User
{
    public long Id { get; set; }
    [Unique, Fake("internet.userName"), MaxLength(50)] public string UserName { get; set; } = "";
    [Fake("{{name.lastName}}, {{name.firstName}}")] public string DisplayName { get; set; } = "";
    [Text(0, 160)] public string? Bio { get; set; }
    public DateTime CreatedAt { get; set; }
    [Count<Follow>] public int Following { get; set; }
    [Count<Post>] public int Posts { get; set; }
    public List<Post> PostList { get; set; } = new();
}

[Forge, ChildOf<User>(0, 50, Pattern = CountPattern.Geometric), Table("follows")]
public partial class Follow
{
    [Key, References<User>] public long FollowerId { get; set; }
    [Key, References<User>(Distinct = true, Skew = 1.0)] public long FolloweeId { get; set; }
}

[Forge, ChildOf<User>(0, 10), Table("posts")]
public partial class Post
{
    [Key] public long Id { get; set; }
    [References<User>] public long AuthorId { get; set; }
    [Lookup(nameof(AuthorId), nameof(User.CreatedAt)), NotMapped] public DateTime AuthorSince { get; set; }
    [After(nameof(AuthorSince), "00:00:10", "365.00:00:00")] public DateTime PostedAt { get; set; }
    [Text(5, 280), MaxLength(280)] public string Body { get; set; } = "";
    [Zipf(1.5, 100000)] public int Likes { get; set; }
    [Count<Comment>] public int Comments { get; set; }
}

[Forge, ChildOf<Post>(0, 5), Table("comments")]
public partial class Comment
{
    [Key, References<Post>] public long PostId { get; set; }
    [Key, Ordinal] public int Number { get; set; }
    [References<User>(Skew = 0.8)] public long UserId { get; set; }
    [Text(1, 100)] public string Text { get; set; } = "";
    [Lookup(nameof(UserId), nameof(User.UserName))] public string UserName { get; set; } = "";
}

[Forge(Rows = 400), Table("likes_of_posts")]
public partial class PostLike
{
    [Key] public int Id { get; set; }
    [References<Post>] public long PostId { get; set; }
    [References<User>] public long UserId { get; set; }
    [References<Comment>(nameof(Comment.PostId), Role = "c")] public long? CommentPostId { get; set; }
    [References<Comment>(nameof(Comment.Number), Role = "c")] public int? CommentNumber { get; set; }
}
