using System.Collections.Immutable;
using StellarForge.Generators.Tests.Support;
using StellarForge.Live;
using StellarForge.Schema;
using StellarForge.Sinks;
using StellarForge.Testing.Rows;

namespace StellarForge.Generators.Tests;

/// <summary>Rows beyond the filled ones, of everything that rows are made of.</summary>
public class LiveTests
{
    private const int Shards = 3;
    private const long Second = TimeSpan.MicrosecondsPerSecond;
    private const long Minute = 60 * Second;

    public const string Club = """
        namespace Acme;
        [Forge(Rows = 30)]
        public partial class User
        {
            public long Id { get; set; }
            [Timeline("2024-01-01", "2025-01-01", TrafficPattern.Weekly)] public DateTime JoinedAt { get; set; }
            [Unique, MaxLength(9), Fake("name.firstName")] public string Name { get; set; } = "";
            [Unique, Pattern("?###")] public string Badge { get; set; } = "";
            [Unique, Uniform(1, 99_999)] public int Locker { get; set; }
            [References<User>(Earlier = true)] public long? MentorId { get; set; }
            [References<User>(Role = "friend"), NullRate(0.3)] public long? FriendId { get; set; }
            [Lookup(nameof(FriendId), nameof(User.JoinedAt))] public DateTime? FriendJoinedAt { get; set; }
        }

        [Forge(Rows = 12)]
        public partial class Court
        {
            [Key, Uniform(1, 3)] public int Town { get; set; }
            [Key] public int Number { get; set; }
            [Timeline("2024-01-01", "2025-01-01")] public DateTime? OpenedAt { get; set; }
        }

        [Forge(Rows = 40)]
        public partial class Game
        {
            public long Id { get; set; }
            [Timeline("2024-01-01", "2025-01-01", TrafficPattern.Diurnal)] public DateTimeOffset At { get; set; }
            [References<Court>(nameof(Court.Town), Skew = 1)] public int Town { get; set; }
            [References<Court>(nameof(Court.Number), Skew = 1)] public int CourtNumber { get; set; }
            [Count<Player>] public int Players { get; set; }
            [Sum<Fee>(nameof(Fee.Amount)), Decimal(12, 2)] public decimal Paid { get; set; }
        }

        [Forge, ChildOf<Game>(2, 4)]
        public partial class Player
        {
            [Key, References<Game>] public long GameId { get; set; }
            [Key, References<User>(Distinct = true, Skew = 1)] public long UserId { get; set; }
            [References<Game>(Distinct = true, Role = "rematch")] public long RematchOf { get; set; }
            [Timeline("2024-01-01", "2025-01-01")] public DateTime SeenAt { get; set; }
        }

        [Forge, ChildOf<Game>(0, 2)]
        public partial class Fee
        {
            public long Id { get; set; }
            [References<Game>] public long GameId { get; set; }
            [Uniform("1.00", "9.00"), Decimal(9, 2)] public decimal Amount { get; set; }
            [NotMapped, Lookup(nameof(GameId), nameof(Game.At))] public DateTime PlayedAt { get; set; }
            [After(nameof(PlayedAt), "0.00:00:01", "0.00:02:00")] public DateTime PaidAt { get; set; }
        }

        [Forge, ChildOf<Fee>(1, 2)]
        public partial class Receipt
        {
            public long Id { get; set; }
            [References<Fee>] public long FeeId { get; set; }
            [NotMapped, Lookup(nameof(FeeId), nameof(Fee.PaidAt))] public DateTime PaidAt { get; set; }
            [After(nameof(PaidAt), "0.00:00:01", "0.00:01:00")] public DateTime? PrintedAt { get; set; }
            [Lookup(nameof(FeeId), nameof(Fee.Amount)), Decimal(9, 2)] public decimal Amount { get; set; }
        }

        [Forge, ChildOf<Receipt>(0, 3)]
        public partial class Stamp
        {
            [References<Receipt>] public long ReceiptId { get; set; }
            [Ordinal] public int Number { get; set; }
        }

        [Forge(Rows = 25)]
        public partial class Complaint
        {
            public long Id { get; set; }
            [References<Game>] public long GameId { get; set; }
            [References<Player>(nameof(Player.UserId), Within = nameof(GameId))] public long PlayerId { get; set; }
            [References<Fee>(Within = nameof(GameId))] public long? FeeId { get; set; }
            [References<Receipt>(Skew = 0.5)] public long ReceiptId { get; set; }
        }
        """;

    private static readonly Lazy<CompiledModel> ClubModel = new(() => CompiledModel.Of(Club));

    private static readonly long Start = Canonical.FromDateTime(new DateTime(2026, 11, 21, 17, 0, 0, DateTimeKind.Utc));

    [Fact]
    public void Keys_are_unique_over_filled_and_live_rows_and_references_are_to_older_rows_that_are_due()
    {
        var (model, live, roots) = Go(Club, grace: 30 * Second, "User", "Court", "Game", "Complaint");
        for (var shard = 0; shard < Shards; shard++)
        {
            live.Begin(shard, new LiveSegment(Start + 10 * Minute, TrafficPattern.Flat, [0, 0, 0, 0]));
            live.Begin(shard, new LiveSegment(Start + 20 * Minute, TrafficPattern.FlashSale, [0.2, 0.1, 0.5, 0.6]));
        }

        var sample = new LiveSample(model.Model, live, roots, Start + 60 * Minute);
        sample.ShouldBeSound(model.Model);

        foreach (var table in model.Model.Tables.Select(table => table.Schema))
            sample.Live(table).Count.ShouldBeGreaterThan(100, table.Name);
        foreach (var (table, reference, parent) in (ReadOnlySpan<(string, string, string)>)
        [
            ("User", "MentorId", "User"), ("User", "FriendId", "User"), ("Game", "CourtNumber", "Court"), ("Player", "UserId", "User"),
            ("Player", "RematchOf", "Game"), ("Complaint", "GameId", "Game"), ("Complaint", "FeeId", "Fee"), ("Complaint", "ReceiptId", "Receipt"),
        ])
        {
            var (child, from) = (model[table].Schema, model[parent].Schema);
            var key = from.Columns[from.Key[^1]].Property;
            var filled = sample[from].Where(row => row.Shard == LiveSample.Filled).Select(row => row[key]).ToHashSet();
            var values = sample.Live(child).Select(row => row[reference]).OfType<string>().ToList();
            values.Count(filled.Contains).ShouldBeGreaterThan(10, $"{table}.{reference} to filled rows");
            values.Count(value => !filled.Contains(value)).ShouldBeGreaterThan(10, $"{table}.{reference} to live rows");
        }
    }

    [Fact]
    public void Live_rows_have_their_time_and_totals_of_their_own_rows()
    {
        var (model, live, roots) = Go(Club, grace: 0, "Game");
        var sample = new LiveSample(model.Model, live, roots, Start + 5 * Minute);
        var players = sample.Live(model["Player"].Schema).ToLookup(player => player["GameId"]);
        var fees = sample.Live(model["Fee"].Schema).ToLookup(fee => fee["GameId"]);
        var games = sample.Live(model["Game"].Schema);

        games.Count.ShouldBeGreaterThan(100);
        foreach (var game in games)
        {
            game.TimeOf("At").ShouldBe(game.Time);
            players[game["Id"]].Select(player => player.TimeOf("SeenAt")).ShouldAllBe(time => time == game.Time);
            players[game["Id"]].Count().ToString(Invariant).ShouldBe(game["Players"]);
            fees[game["Id"]].Sum(fee => decimal.Parse(fee["Amount"]!, Invariant)).ShouldBe(decimal.Parse(game["Paid"]!, Invariant));
        }
    }

    [Fact]
    public void Filled_rows_are_those_of_a_fill()
    {
        var (model, live, _) = Go(Club, grace: 0, "User", "Court", "Game", "Complaint");
        foreach (var name in model.Model.Tables.Select(table => table.Schema.ClassName))
            model.Rows(name, live.World).Select(row => row.ToString()).ShouldBe(model.Rows(name).Select(row => row.ToString()), name);
    }

    [Fact]
    public void Only_rows_that_are_sent_are_referred_to()
    {
        var model = ClubModel.Value;
        ImmutableArray<TableSchema> roots = [model["Game"].Schema, model["Complaint"].Schema];
        var live = Begun(new LiveRows(World.Default, roots, Shards, 0, sent: [model["Complaint"].Schema, model["Game"].Schema, model["Fee"].Schema]), 2);
        var sample = new LiveSample(model.Model, live, roots, Start + 10 * Minute);

        sample.ShouldBeSound(model.Model);
        var receipts = sample[model["Receipt"].Schema].Where(row => row.Shard == LiveSample.Filled).Select(row => row["Id"]).ToHashSet();
        sample.Live(model["Complaint"].Schema).Select(row => row["ReceiptId"]).ShouldAllBe(id => receipts.Contains(id));
    }

    [Fact]
    public void An_owned_row_is_due_by_its_first_time_after_the_time_of_its_root_owner()
    {
        var model = CompiledModel.Of(Club, """
            namespace Acme;
            [Forge, ChildOf<Game>(1, 1)]
            public partial class Report
            {
                public long Id { get; set; }
                [References<Game>] public long GameId { get; set; }
                [Between("2024-01-01", "2025-01-01")] public DateTime Drawn { get; set; }
                [NotMapped, Lookup(nameof(GameId), nameof(Game.At))] public DateTime At { get; set; }
                [NotMapped, After(nameof(At), "0", "0.00:00:07")] public DateTime Seen { get; set; }
                [After(nameof(Drawn))] public DateTime Unrelated { get; set; }
                [After(nameof(At), "1", "2")] public DateOnly Day { get; set; }
                [After(nameof(Seen), "0", "0.01:00:00")] public DateTimeOffset? Written { get; set; }
                [After(nameof(At), "0", "5")] public DateTime Later { get; set; }
            }
            """);

        Delays("Game").ShouldBe([]);
        Delays("Player").ShouldBe([]);
        Delays("Fee").ShouldBe([("PaidAt", 120 * Second)]);
        Delays("Receipt").ShouldBe([("PrintedAt", 180 * Second)]);
        Delays("Report").ShouldBe([("Written", 3_607 * Second)]);
        model["Stamp"].Schema.LongestDelay.ShouldBe(180 * Second);
        model["Player"].Schema.LongestDelay.ShouldBe(0);

        IEnumerable<(string, long?)> Delays(string table) => model[table].Schema.Columns
            .Where(column => column.LongestDelay is not null).Select(column => (column.Property, column.LongestDelay));
    }

    [Theory]
    [InlineData("[Unique, Pattern(\"??\")] public string Value { get; set; } = \"\";", 26 * 26)]
    [InlineData("[Unique, Uniform(1, 900)] public int Value { get; set; }", 900)]
    [InlineData("[Unique, References<Other>] public int Value { get; set; }", 500)]
    [InlineData("[Sequence(Start = 32_000)] public short Value { get; set; }", 768)]
    [InlineData("[Unique, MaxLength(3), Fake(\"name.firstName\")] public string Value { get; set; } = \"\";", 36 * 36)]
    public void A_stream_ends_where_unique_values_or_a_type_do_and_takes_all_of_them(string column, int values)
    {
        var (model, live, roots) = Go($$"""
            namespace Acme;
            [Forge(Rows = 500)] public partial class Other { public int Id { get; set; } }
            [Forge(Rows = 100)] public partial class Thing { public long Id { get; set; } {{column}} }
            """, grace: 0, "Thing");
        var ends = Enumerable.Range(0, Shards).Select(shard => live.EndLocal(model["Thing"], shard)).ToList();

        ends.Sum().ShouldBe(values - 100);
        ends.Max().ShouldBeLessThanOrEqualTo(ends.Min() + 1);
        var sink = new CaptureSink(roots[0]);
        model["Thing"].Rows(live.World).Write(0, values, ref sink);
        sink.Rows.Select(row => row.Values[1]).ToHashSet().Count.ShouldBe(values);
    }

    [Fact]
    public void A_stream_of_owned_rows_ends_where_their_unique_values_do()
    {
        var (model, live, _) = Go("""
            namespace Acme;
            [Forge(Rows = 100)] public partial class Thing { public long Id { get; set; } }
            [Forge, ChildOf<Thing>(1, 4)]
            public partial class Part
            {
                public long Id { get; set; }
                [References<Thing>] public long ThingId { get; set; }
                [Unique, Uniform(1, 1_000)] public int Value { get; set; }
            }
            """, grace: 0, "Thing");

        Enumerable.Range(0, Shards).Sum(shard => live.EndLocal(model["Part"], shard)).ShouldBe(1_000 / 4 - 100);
    }

    [Fact]
    public void A_stream_without_such_an_end_has_none()
    {
        var (model, live, _) = Go(Club, grace: 0, "Court", "Complaint");

        live.EndLocal(model["Court"], 0).ShouldBeGreaterThan(600_000_000);
        live.EndLocal(model["Complaint"], 0).ShouldBeGreaterThan(1_000_000_000_000_000_000);
    }

    [Fact]
    public void Texts_stay_unique_when_there_are_no_more_of_them()
    {
        var (model, live, roots) = Go("""
            namespace Acme;
            [Forge(Rows = 100)]
            public partial class Thing
            {
                public long Id { get; set; }
                [Unique, MaxLength(12), Fake("name.firstName")] public string Name { get; set; } = "";
                [Unique, MaxLength(30), Fake("address.country")] public string Country { get; set; } = "";
            }
            """, grace: 0, "Thing");
        var sink = new CaptureSink(roots[0]);
        model["Thing"].Rows(live.World).Write(0, 60_000, ref sink);

        foreach (var ordinal in (int[])[1, 2])
        {
            sink.Rows.Select(row => row.Values[ordinal]).ToHashSet().Count.ShouldBe(60_000);
            sink.Rows.ShouldAllBe(row => row.Values[ordinal]!.Length <= roots[0].Columns[ordinal].MaxLength);
            sink.Rows.Count(row => row.Values[ordinal]!.Contains('~')).ShouldBeInRange(50_000, 59_900);
        }
    }

    private static IFormatProvider Invariant => System.Globalization.CultureInfo.InvariantCulture;

    internal static (CompiledModel Model, LiveRows Live, ImmutableArray<TableSchema> Roots) Go(string source, long grace, params string[] tables)
    {
        var model = source == Club ? ClubModel.Value : CompiledModel.Of(source);
        ImmutableArray<TableSchema> roots = [.. tables.Select(table => model[table].Schema)];
        return (model, Begun(new LiveRows(World.Default, roots, Shards, grace), roots.Length), roots);
    }

    private static LiveRows Begun(LiveRows live, int tables)
    {
        for (var shard = 0; shard < Shards; shard++)
            live.Begin(shard, new LiveSegment(Start, TrafficPattern.Diurnal, [.. Enumerable.Repeat(0.5, tables)]));
        return live;
    }
}
