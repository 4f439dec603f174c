namespace School;

public abstract class Person
{
    [Key] public int Id { get; set; }
    [Required, MaxLength(40)] public string FirstName { get; set; } = "";
    [MaxLength(40)] public string LastName { get; set; } = "";
    [Unique, MaxLength(80)] public string Email { get; set; } = "";
    [Between("1960-01-01", "2005-12-31")] public DateOnly BirthDate { get; set; }
}

[Forge(Rows = 200)]
public partial class Teacher : Person
{
    [LogNormal(10.8, 0.3, 20000, 200000), Decimal(10, 2)] public decimal Salary { get; set; }
    [References<Teacher>(Earlier = true)] public int? MentorId { get; set; }
}

[Forge(Rows = 400)]
public partial class Student : Person
{
    public string? Phone { get; set; }
    [NullRate(0.5)] public string? MiddleName { get; set; }
    [Normal(3.0, 0.5, 0, 4)] public double Gpa { get; set; }
    public Guid PublicId { get; set; }
    public bool Active { get; set; }
    public City Home { get; set; }
}

public enum City : byte { Rome, Paris = 5, Oslo }

[Forge(Rows = 300)]
public partial record Course
{
    [Key] public int CourseId { get; init; }
    [Pattern("???-###"), Unique] public required string Code { get; init; }
    [Fake("company.catchPhrase"), MaxLength(100)] public string Title { get; init; } = "";
    [References<Teacher>(Skew = 1.1)] public int TeacherId { get; init; }
    [Uniform(1, 6)] public byte Credits { get; init; }
}

[Forge]
[ChildOf<Student>(0, 8)]
public partial record struct Enrollment
{
    [Key, References<Student>] public int StudentId { get; set; }
    [Key, References<Course>(Distinct = true)] public int CourseId { get; set; }
    [OneOf("A", "B", "C", "D", "F", Weights = new double[] { 20, 30, 30, 15, 5 })] public string? Grade { get; set; }
    [Timeline("2024-09-01", "2025-06-30", TrafficPattern.Seasonal)] public DateTime EnrolledAt { get; set; }
}

public static class Outer
{
}
