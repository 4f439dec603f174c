using StellarForge.Generators.Tests.Support;

namespace StellarForge.Generators.Tests;

/// <summary>Which row a reference refers to: earlier ones, distinct ones, those within another's, each once.</summary>
public class ReferenceDrawTests
{
    [Fact]
    public void A_composite_reference_to_earlier_rows_is_one_row_and_null_as_a_whole()
    {
        var model = CompiledModel.Of("""
            [Forge(Rows = 50)]
            public partial class Place
            {
                [Key, Cycle("DE", "FR", "IT")] public string Country { get; set; } = "";
                [Key, Sequence] public int Number { get; set; }
                [References<Place>(Earlier = true), NullRate(0.2)] public string? PartOfCountry { get; set; }
                [References<Place>(Earlier = true)] public int? PartOfNumber { get; set; }
            }

            [Forge(Rows = 20)] public partial class Order { public int Id { get; set; } }

            [Forge, ChildOf<Order>(3, 6)]
            public partial class Line
            {
                [References<Order>] public int OrderId { get; set; }
                [Ordinal] public int Number { get; set; }
                [References<Line>(Earlier = true)] public int? AfterOrderId { get; set; }
                [References<Line>(Earlier = true)] public int? AfterNumber { get; set; }
            }
            """);

        var places = model.Rows("Place");
        places[0]["PartOfNumber"].ShouldBeNull();
        foreach (var place in places)
        {
            (place["PartOfNumber"] is null).ShouldBe(place["PartOfCountry"] is null);
            if (place["PartOfNumber"] is null)
                continue;
            place.Number("PartOfNumber").ShouldBeLessThan(place.Number("Number"));
            place["PartOfCountry"].ShouldBe(places[(int)place.Number("PartOfNumber") - 1]["Country"]);
        }

        places.Count(place => place["PartOfNumber"] is null).ShouldBeInRange(3, 20);

        var (first, others) = (model.Rows("Line").Where(line => line["Number"] == "1"), model.Rows("Line").Where(line => line["AfterNumber"] is not null));
        first.ShouldAllBe(line => line["AfterNumber"] == null && line["AfterOrderId"] == null);
        others.ShouldAllBe(line => line["AfterOrderId"] == line["OrderId"] && line.Number("AfterNumber") < line.Number("Number"));
        others.Count().ShouldBeGreaterThan(20);
    }

    [Fact]
    public void Distinct_targets_clip_the_count_of_children_in_totals_too()
    {
        var model = CompiledModel.Of("""
            namespace Acme;
            [Forge(Rows = 4, Scales = false)] public partial class Tag { public int Id { get; set; } }
            [Forge(Rows = 30)] public partial class Post { public int Id { get; set; } [Count<PostTag>] public int Tags { get; set; } }
            [Forge, ChildOf<Post>(3, 9)] public partial class PostTag
            {
                [References<Post>] public int PostId { get; set; }
                [References<Tag>(Distinct = true, Skew = 1.5)] public int TagId { get; set; }
            }

            [Forge(Rows = 3)] public partial class Person { public int Id { get; set; } }
            [Forge, ChildOf<Person>(5, 5)] public partial class Friend
            {
                [References<Person>] public int PersonId { get; set; }
                [References<Person>(Distinct = true)] public int FriendId { get; set; }
            }
            """);

        model.ShouldHold();
        model.Rows("Post").ShouldAllBe(row => row.Number("Tags") == 3 || row.Number("Tags") == 4);
        model["PostTag"].Schema.Key.Select(ordinal => model["PostTag"].Schema.Columns[ordinal].Name).ShouldBe(["post_id", "tag_id"]);
        model.Rows("Friend").Count.ShouldBe(3 * 2);
        model.Rows("Friend").ShouldAllBe(row => row["PersonId"] != row["FriendId"]);
        model["PostTag"].Schema.References.Single(reference => reference.Parent == "tag").IsDistinct.ShouldBeTrue();
    }

    [Fact]
    public void Within_picks_among_the_children_of_the_other_reference()
    {
        var model = CompiledModel.Of("""
            namespace Acme;
            [Forge(Rows = 10)] public partial class Country { public int Id { get; set; } }
            [Forge, ChildOf<Country>(1, 4)] public partial class City { public long Id { get; set; } [References<Country>] public int CountryId { get; set; } }
            [Forge(Rows = 200)] public partial class Shop
            {
                public int Id { get; set; }
                [References<Country>] public int CountryId { get; set; }
                [References<City>(Within = nameof(CountryId))] public long CityId { get; set; }
                [Lookup(nameof(CityId), nameof(City.CountryId))] public int CityCountryId { get; set; }
            }
            """);

        model.ShouldHold();
        model.Rows("Shop").ShouldAllBe(row => row["CountryId"] == row["CityCountryId"]);
        model.Rows("Shop").Select(row => row["CityId"]).Distinct().Count().ShouldBeGreaterThan(10);
    }

    [Theory]
    [InlineData("Within = nameof(VoyageId)", "Within = nameof(LegNumber)")]
    [InlineData("nameof(Leg.Number), Within = nameof(VoyageId)", "nameof(Stop.Place), Within = nameof(LegNumber)")]
    public void What_a_reference_lacks_of_its_parents_key_is_held_by_the_one_that_it_is_within(string leg, string stop)
    {
        var model = CompiledModel.Of($$"""
            namespace Acme;
            [Forge(Rows = 30)] public partial class Voyage { public int Id { get; set; } }
            [Forge, ChildOf<Voyage>(1, 6)] public partial class Leg
            {
                [References<Voyage>] public int VoyageId { get; set; }
                [Ordinal] public int Number { get; set; }
            }
            [Forge, ChildOf<Leg>(1, 4)] public partial class Stop
            {
                [References<Leg>] public int VoyageId { get; set; }
                [References<Leg>] public int LegNumber { get; set; }
                [Ordinal] public int Place { get; set; }
            }
            [Forge(Rows = 300)] public partial class Booking
            {
                public int Id { get; set; }
                [References<Voyage>] public int VoyageId { get; set; }
                [References<Leg>({{leg}})] public int LegNumber { get; set; }
                [References<Stop>({{stop}})] public int StopPlace { get; set; }
            }
            """);

        model.ShouldHold();
        var stops = model.Rows("Stop").Select(row => (row["VoyageId"], row["LegNumber"], row["Place"])).ToHashSet();
        model.Rows("Booking").ShouldAllBe(row => stops.Contains(ValueTuple.Create(row["VoyageId"], row["LegNumber"], row["StopPlace"])));
        model["Booking"].Schema.References
            .Select(reference => $"{string.Join(",", reference.Columns)} {reference.Parent} {string.Join(",", reference.ParentColumns)}")
            .ShouldBe(["1 voyage id", "1,2 leg voyage_id,number", "1,2,3 stop voyage_id,leg_number,place"]);
    }

    [Fact]
    public void Unique_references_and_keys_made_of_references_do_not_repeat()
    {
        var model = CompiledModel.Of("""
            namespace Acme;
            [Forge(Rows = 20)] public partial class Student { public int Id { get; set; } }
            [Forge(Rows = 10)] public partial class Course { public int Id { get; set; } }
            [Forge(Rows = 150)] public partial class Enrollment
            {
                [Key, References<Student>] public int StudentId { get; set; }
                [Key, References<Course>] public int CourseId { get; set; }
            }

            [Forge(Rows = 15)] public partial class Passport { [Key, References<Student>] public int StudentId { get; set; } }
            [Forge(Rows = 15)] public partial class Locker { public int Id { get; set; } [Unique, References<Student>] public int? StudentId { get; set; } }
            [Forge(Rows = 9)] public partial class Slot { [Key] public int Day { get; set; } [Key] public int Hour { get; set; } }
            """);

        model.ShouldHold();
        model.Rows("Passport").Count.ShouldBe(15);
        model.Rows("Enrollment").Select(row => row["StudentId"]).Distinct().Count().ShouldBe(20);
    }

    [Fact]
    public void References_between_two_tables_may_run_in_a_circle_as_keys_are_computed()
    {
        var model = CompiledModel.Of("""
            namespace Acme;
            [Forge(Rows = 20)] public partial class Employee
            {
                public int Id { get; set; }
                [References<Team>] public int TeamId { get; set; }
                [References<Employee>] public int BuddyId { get; set; }
            }

            [Forge(Rows = 5)] public partial class Team { public int Id { get; set; } [References<Employee>] public int LeaderId { get; set; } }
            """);

        model.ShouldHold();
    }

    [Fact]
    public void Two_references_to_one_parent_are_drawn_apart()
    {
        var rows = CompiledModel.Of("""
            namespace Acme;
            [Forge(Rows = 50)] public partial class Account { public int Id { get; set; } }
            [Forge(Rows = 200)] public partial class Payment
            {
                public int Id { get; set; }
                [References<Account>] public int FromId { get; set; }
                [References<Account>] public int ToId { get; set; }
            }
            """).Rows("Payment");

        rows.Count(row => row["FromId"] == row["ToId"]).ShouldBeLessThan(20);
    }
}
