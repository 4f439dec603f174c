using BenchmarkDotNet.Attributes;
using Bogus;
using StellarForge.Formats;
using StellarForge.Sinks;
using StellarForge.Targets.PostgreSql;
using Person = StellarForge.Benchmarks.Models.Person;

namespace StellarForge.Benchmarks;

/// <summary>The same twelve columns: as objects by Bogus and by StellarForge, and as the rows that StellarForge loads.</summary>
public class BogusBenchmarks
{
    private const int Rows = 10_000;

    private readonly RowBuffer _buffer = new();
    private Faker<Person> _faker = null!;
    private TableRows _rows = null!;
    private RowEncoder _copy = null!;

    [GlobalSetup]
    public void SetUp()
    {
        _rows = Person.ForgeTable.Rows(World.Default);
        _copy = new CopyBinaryFormat().CreateEncoder(Person.ForgeTable.Schema);
        _faker = new Faker<Person>().UseSeed(42)
            .RuleFor(person => person.Id, faker => faker.IndexFaker + 1)
            .RuleFor(person => person.ExternalId, faker => faker.Random.Guid())
            .RuleFor(person => person.FirstName, faker => faker.Name.FirstName())
            .RuleFor(person => person.LastName, faker => faker.Name.LastName())
            .RuleFor(person => person.Email, faker => faker.Internet.Email())
            .RuleFor(person => person.Phone, faker => faker.Phone.PhoneNumber())
            .RuleFor(person => person.Street, faker => faker.Address.StreetAddress())
            .RuleFor(person => person.City, faker => faker.Address.City())
            .RuleFor(person => person.Employer, faker => faker.Company.CompanyName())
            .RuleFor(person => person.BirthDate, faker => faker.Date.BetweenDateOnly(new DateOnly(1940, 1, 1), new DateOnly(2007, 12, 31)))
            .RuleFor(person => person.Balance, faker => decimal.Round(faker.Random.Decimal(0, 10_000), 2))
            .RuleFor(person => person.CreatedAt, faker => faker.Date.Between(new DateTime(2024, 1, 1), new DateTime(2024, 12, 31)));
    }

    [GlobalCleanup]
    public void CleanUp() => _buffer.Dispose();

    [Benchmark(Baseline = true, OperationsPerInvoke = Rows)]
    public Person? BogusObjects()
    {
        Person? last = null;
        for (var row = 0; row < Rows; row++)
            last = _faker.Generate();
        return last;
    }

    [Benchmark(OperationsPerInvoke = Rows)]
    public Person? Objects()
    {
        Person? last = null;
        for (var row = 0; row < Rows; row++)
            last = Person.Create(row);
        return last;
    }

    [Benchmark(OperationsPerInvoke = Rows)]
    public long CopyBinary()
    {
        var rows = _rows.Range(0, Rows);
        var bytes = 0L;
        for (var hasMore = true; hasMore; bytes += _buffer.Length)
        {
            _buffer.Clear();
            hasMore = _copy.Write(rows, _buffer);
        }

        return bytes;
    }
}
