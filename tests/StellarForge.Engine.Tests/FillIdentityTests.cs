using StellarForge.Generated;
using StellarForge.Schema;
using StellarForge.Testing.Models;

namespace StellarForge.Engine.Tests;

public class FillIdentityTests
{
    [Fact]
    public void The_same_rows_have_the_same_identity()
    {
        Of(Shop.Lines, new World()).Hash.ShouldBe(Of(Shop.Lines, new World(42, 1)).Hash);
        Of(Shop.Lines, new World(scale: 2)).Hash.ShouldBe(Of(Shop.Lines, new World(rows: new Dictionary<string, long> { ["shop.orders"] = 2_000 })).Hash);
    }

    [Fact]
    public void Every_table_has_its_own() =>
        Shop.Model.Tables.Select(table => Of(table, World.Default).Hash).Distinct().Count().ShouldBe(3);

    [Fact]
    public void A_difference_is_named()
    {
        Of(Shop.Orders, new World(43)).DifferencesFrom(Of(Shop.Orders, World.Default)).ShouldBe(["seed was 42, is 43"]);
        Of(Shop.Lines, new World(scale: 3)).DifferencesFrom(Of(Shop.Lines, World.Default)).ShouldBe(["rows of shop.orders was 1000, is 3000"]);
        Of(Bank.Transfers, new World(rows: new Dictionary<string, long> { ["accounts"] = 7 })).DifferencesFrom(Of(Bank.Transfers, World.Default))
            .ShouldBe(["rows of accounts was 1000, is 7"]);
    }

    [Fact]
    public void Tables_that_do_not_matter_do_not_count() =>
        Of(Shop.Visits, new World(rows: new Dictionary<string, long> { ["shop.orders"] = 7 })).Hash.ShouldBe(Of(Shop.Visits, World.Default).Hash);

    [Fact]
    public void A_hash_that_differs_where_no_part_does_is_damage()
    {
        var identity = Of(Shop.Visits, World.Default);

        FillRefusedException.OtherFill(Shop.Visits.Schema, identity with { Hash = "0" }, identity).Message
            .ShouldStartWith("The ledger's entry of table visits is damaged: the hash of what its rows depend on is not that of the parts beside it.");
    }

    [Fact]
    public void Renaming_a_rule_or_a_column_shows()
    {
        var before = Identity(new ColumnSchema { Name = "a", Property = "A", Type = ColumnType.Int32, Rule = "Uniform(1, 6)" });

        Identity(new ColumnSchema { Name = "a", Property = "A", Type = ColumnType.Int32, Rule = "Uniform(1, 9)" }).DifferencesFrom(before)
            .ShouldBe(["column a was 1: A Int32 Uniform(1, 6), is 1: A Int32 Uniform(1, 9)"]);
        Identity(new ColumnSchema { Name = "b", Property = "A", Type = ColumnType.Int32, Rule = "Uniform(1, 6)" }).DifferencesFrom(before)
            .ShouldBe(["column a was 1: A Int32 Uniform(1, 6), is none", "column b was none, is 1: A Int32 Uniform(1, 6)"]);

    }

    [Fact]
    public void Values_that_are_made_otherwise_show_though_no_word_differs()
    {
        var before = Identity(Column("Uniform(1, 6)", "a1"), "Helper: Uniform(1, 6)", "b1");

        var values = Identity(Column("Uniform(1, 6)", "a2"), "Helper: Uniform(1, 6)", "b1");
        values.Hash.ShouldNotBe(before.Hash);
        values.DifferencesFrom(before).ShouldBe(["column a: how its values are made changed"]);

        var helper = Identity(Column("Uniform(1, 6)", "a1"), "Helper: Uniform(1, 6)", "b2");
        helper.Hash.ShouldNotBe(before.Hash);
        helper.DifferencesFrom(before).ShouldBe(["rules: how its values are made changed"]);

        Identity(Column("Uniform(1, 9)", "a3"), "Helper: Uniform(1, 6)", "b1").DifferencesFrom(before)
            .ShouldBe(["column a was 1: A Int32 Uniform(1, 6), is 1: A Int32 Uniform(1, 9)"]);
    }

    [Fact]
    public void Words_that_mean_the_same_do_not_count()
    {
        var before = Identity(Column("Uniform(1, 6, 0)", "a1"), "Helper: Uniform(1, 6, 0)", "b1");
        var after = Identity(Column("Uniform(1, 6)", "a1"), "Helper: Uniform(1, 6)", "b1");

        after.Hash.ShouldBe(before.Hash);
        after.DifferencesFrom(before).ShouldBeEmpty();
    }

    private static ColumnSchema Column(string rule, string fingerprint) =>
        new() { Name = "a", Property = "A", Type = ColumnType.Int32, Rule = rule, Fingerprint = fingerprint };

    private static FillIdentity Identity(ColumnSchema column, string rules = "", string fingerprint = "")
    {
        Unwritten.Declared.Value = new TableSchema { Name = "t", ClassName = "T", Rows = 10, Columns = [column], Rules = rules, Fingerprint = fingerprint };
        var table = new Table<Unwritten, Unwritten>();
        return FillIdentity.Of(new Model("single", [table]), table, World.Default);
    }

    private static FillIdentity Of(Table table, World world) => FillIdentity.Of(Shop.Model.Tables.Contains(table) ? Shop.Model : Bank.Model, table, world);
}
