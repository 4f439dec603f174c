using Microsoft.EntityFrameworkCore;
using StellarForge.EntityFramework.Tests.Model;
using StellarForge.EntityFramework.Tests.Support;
using StellarForge.Testing.Servers;
using StellarForge.Testing.Targets;

[assembly: AssemblyFixture(typeof(PostgreSqlServer))]

namespace StellarForge.EntityFramework.Tests;

/// <summary>Databases that EF Core made, filled by the tool from EF Core's own classes, and read back through EF Core.</summary>
public sealed class EntityFrameworkTests(PostgreSqlServer server) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("stellarforge-ef-").FullName;

    [Fact]
    public async Task A_SQLite_database_of_EF_Core_is_filled_and_loads_as_a_graph()
    {
        var file = Path.Combine(_folder, "shop.db");
        await using var context = new ShopContext(new DbContextOptionsBuilder<ShopContext>().UseSqlite($"Data Source={file};Pooling=false").Options);
        await FillAsync(context, $"sqlite:{file}");

        (await Tool.RunAsync("sqlite3", file, "PRAGMA foreign_key_check")).ShouldBeEmpty();
        (await Tool.RunAsync("sqlite3", file, "SELECT count(DISTINCT Discriminator) FROM Payments")).ShouldBe("3");
        await CheckAsync(context);
    }

    [Fact]
    public async Task A_PostgreSQL_database_of_EF_Core_is_filled_and_loads_as_a_graph()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var context = new ShopContext(new DbContextOptionsBuilder<ShopContext>().UseNpgsql(database.ConnectionString).Options);
        await FillAsync(context, database.Uri);

        (await database.PsqlAsync("""SELECT count(DISTINCT "Discriminator") FROM "Payments" """)).ShouldBe("3");
        await CheckAsync(context);
    }

    [Fact]
    public async Task Objects_made_in_code_are_saved_by_EF_Core_as_they_are()
    {
        var file = Path.Combine(_folder, "seed.db");
        await using (var context = new ShopContext(new DbContextOptionsBuilder<ShopContext>().UseSqlite($"Data Source={file};Pooling=false").Options))
        {
            await context.Database.EnsureCreatedAsync(TestContext.Current.CancellationToken);
            context.AddRange(Enumerable.Range(0, 200).Select(row => Customer.Create(row)));
            context.AddRange(Enumerable.Range(0, 300).Select(row => Employee.Create(row)));
            context.AddRange(Enumerable.Range(0, 1_000).Select(row => Order.Create(row)));
            context.AddRange(Enumerable.Range(0, 1_500).Select(row => Payment.Create(row)));
            await context.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        await using var read = new ShopContext(new DbContextOptionsBuilder<ShopContext>().UseSqlite($"Data Source={file};Pooling=false").Options);
        var customers = await read.Customers.OrderBy(customer => customer.Id).ToListAsync(TestContext.Current.CancellationToken);
        customers.Select(customer => customer.Address).ShouldBe(Enumerable.Range(0, 200).Select(row => Customer.Create(row).Address), new AddressComparer());
        (await read.Payments.OfType<CardPayment>().CountAsync(TestContext.Current.CancellationToken))
            .ShouldBe(Enumerable.Range(0, 1_500).Count(row => Payment.Create(row) is CardPayment));
    }

    [Fact]
    public async Task Decimals_in_SQLite_are_numbers_that_compare_and_longer_ones_come_back_whole()
    {
        var file = Path.Combine(_folder, "numbers.db");
        await StellarForgeTool.RunAsync($"fill --models {typeof(ShopContext).Assembly.Location} --target sqlite:{file} --verify");

        (await Tool.RunAsync("sqlite3", file, "SELECT count(*) FROM Orders WHERE typeof(Total) NOT IN ('integer', 'real')")).ShouldBe("0");
        var totals = Enumerable.Range(0, 1_000).Select(row => Order.Create(row).Total).ToList();
        (await Tool.RunAsync("sqlite3", file, "SELECT count(*) FROM Orders WHERE Total > 99.5")).ShouldBe($"{totals.Count(total => total > 99.5m)}");
        (await Tool.RunAsync("sqlite3", file, "SELECT printf('%.2f', max(Total)) FROM Orders")).ShouldBe($"{totals.Max():F2}");
        (await Tool.RunAsync("sqlite3", file, "SELECT DISTINCT typeof(Value) || ' ' || Value FROM Measurement ORDER BY 1")).Split('\n')
            .ShouldBe(["blob -99999999999999999.5", "blob 12345678901234567.8901", "integer 7", "real 0.1", "real 1.0e-10"]);
    }

    [Fact]
    public async Task Addresses_and_lists_are_read_by_EF_Core_as_the_model_makes_them()
    {
        var file = Path.Combine(_folder, "posts.db");
        await using var context = new PostContext(new DbContextOptionsBuilder<PostContext>().UseSqlite($"Data Source={file};Pooling=false").Options);
        await context.Database.EnsureCreatedAsync(TestContext.Current.CancellationToken);
        await StellarForgeTool.RunAsync($"fill --models {typeof(PostContext).Assembly.Location} --target sqlite:{file} --tables Posts --verify");

        var posts = await context.Posts.OrderBy(post => post.Id).ToListAsync(TestContext.Current.CancellationToken);
        posts.Count.ShouldBe(300);
        for (var row = 0; row < 300; row++)
            posts[row].ShouldBeEquivalentTo(Post.Create(row));
        var tagged = Enumerable.Range(0, 300).Count(row => Post.Create(row).Tags.Contains("new"));
        (await context.Posts.CountAsync(post => post.Tags.Contains("new"), TestContext.Current.CancellationToken)).ShouldBe(tagged);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task FillAsync(ShopContext context, string target)
    {
        await context.Database.EnsureCreatedAsync(TestContext.Current.CancellationToken);
        await StellarForgeTool.RunAsync($"fill --models {typeof(ShopContext).Assembly.Location} --target {target} --verify");
    }

    private static async Task CheckAsync(ShopContext context)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var customers = await context.Customers.Include(customer => customer.Orders).ThenInclude(order => order.Payments).ToListAsync(cancellation);
        customers.Count.ShouldBe(200);
        customers.Sum(customer => customer.Orders.Count).ShouldBe(1_000);
        customers.ShouldAllBe(customer => customer.Address.Street.Length > 0 && customer.RowVersion.Length > 0);
        customers.Select(customer => customer.Email).Distinct().Count().ShouldBe(200);
        customers.ShouldContain(customer => customer.BillingAddress == null);
        customers.ShouldContain(customer => customer.BillingAddress != null && customer.BillingAddress.Position != null);
        customers.Select(customer => customer.Kind).Distinct().Count().ShouldBe(2);

        var first = customers.Single(customer => customer.Id == 1);
        first.Name.ShouldBe(Customer.Create(0).Name);
        new AddressComparer().Equals(first.Address, Customer.Create(0).Address).ShouldBeTrue();

        var orders = customers.SelectMany(customer => customer.Orders).ToList();
        orders.ShouldAllBe(order => order.Number == $"N{order.Id}");
        var payments = orders.SelectMany(order => order.Payments).ToList();
        payments.Count.ShouldBe(1_500);
        payments.OfType<CardPayment>().Count().ShouldBeInRange(900, 1_100);
        payments.OfType<CardPayment>().ShouldAllBe(payment => payment.Month >= 1 && payment.Month <= 12 && payment.Number.Length > 10);
        payments.OfType<BankPayment>().Count().ShouldBeInRange(220, 380);
        payments.OfType<Voucher>().ShouldAllBe(voucher => System.Text.RegularExpressions.Regex.IsMatch(voucher.Code, "^[A-Z]{3}-[0-9]{4}$"));
        payments.OfType<Voucher>().Where(voucher => voucher.Number != null).ShouldAllBe(voucher => voucher.Number!.Length >= 8 && voucher.Number.Length <= 20);

        var employees = await context.Employees.Include(employee => employee.Manager).ToListAsync(cancellation);
        employees.Count(employee => employee.Manager is not null).ShouldBeGreaterThan(200);
        employees.ShouldAllBe(employee => IsRooted(employee));

        // EF Core looks a key up by its own form of it.
        (await context.Employees.SingleAsync(employee => employee.Id == Employee.Create(7, null).Id, cancellation))
            .FirstName.ShouldBe(Employee.Create(7).FirstName);

        var products = await context.Products.Include(product => product.Tags).Include(product => product.Warehouse).ToListAsync(cancellation);
        products.ShouldAllBe(product => product.Warehouse.Number == product.WarehouseNumber && product.Price >= 1 && product.Price <= 500);
        products.Select(product => product.Sku).Distinct().Count().ShouldBe(500);
        products.Sum(product => product.Tags.Count).ShouldBeGreaterThan(500);
        (await context.Tags.SelectMany(tag => tag.Products).CountAsync(cancellation)).ShouldBe(products.Sum(product => product.Tags.Count));
    }

    private static bool IsRooted(Employee employee)
    {
        var seen = new HashSet<Guid>();
        for (var current = employee; current is not null; current = current.Manager)
        {
            if (!seen.Add(current.Id))
                return false;
        }

        return true;
    }

    private sealed class AddressComparer : IEqualityComparer<Address>
    {
        public bool Equals(Address? x, Address? y) =>
            (x?.Street, x?.City, x?.Position?.Latitude, x?.Position?.Longitude) == (y?.Street, y?.City, y?.Position?.Latitude, y?.Position?.Longitude);

        public int GetHashCode(Address address) => address.Street.GetHashCode(StringComparison.Ordinal);
    }
}
