using StellarForge.Generators.Tests.Support;

namespace StellarForge.Generators.Tests;

/// <summary>The forms that annotated classes take, and what does not change their values.</summary>
public class ShapeTests
{
    [Fact]
    public void Classes_records_and_structs_nested_or_global_become_tables()
    {
        var model = CompiledModel.Of("""
            [Forge(Rows = 3)] public partial class Global { public int Id { get; set; } }

            namespace Acme.Deep
            {
                [Forge(Rows = 3)]
                internal sealed partial record Positional([property: Key] int Number, [Fake("name.firstName")] string Name, [MaxLength(3)] string? Code = null)
                {
                    public bool Flag { get; init; }
                }

                [Forge(Rows = 3)] public partial record struct Coordinates(int Id, double Latitude, double Longitude);
                [Forge(Rows = 3)] public partial struct Plain { public int Id { get; set; } public required string Name { get; init; } }

                public static partial class Outer
                {
                    internal partial record Middle
                    {
                        [Forge(Rows = 3)] internal sealed partial class Inner
                        {
                            public int Id { get; private set; }
                            public int @class { get; set; }
                            public int Row { get; set; }
                            public int Value { get; set; }
                            public int Type { get; set; }
                            public int Sink { get; set; }
                        }
                    }
                }

                [Forge(Rows = 3)] public partial class Built(int id, string title)
                {
                    public int Id { get; set; } = id;
                    public string Title { get; set; } = title;
                    public int Left { get; set; }
                }

                [Forge(Rows = 3)] public partial class Entity
                {
                    private Entity() { }
                    public Entity(string any) => Any = any;
                    public int Id { get; private set; }
                    public string Any { get; private set; } = "";
                }

                [Forge(Rows = 3)] public partial class Needy
                {
                    public int Id { get; set; }
                    public required Global Parent { get; set; }
                    public required List<Needy> Children { get; init; }
                    public required int Count { get; init; }
                }
            }
            """);

        model.Model.Tables.Length.ShouldBe(8);
        model.ShouldHold();
        foreach (var table in model.Model.Tables)
            model.Create(table.Schema.ClassName, 2).ShouldBeOfType(table.RowType);
        model["Outer.Middle.Inner"].Schema.Name.ShouldBe("inner");
        model["Positional"].Schema.Columns.Select(column => column.Name).ShouldBe(["number", "name", "code", "flag"]);
        model.Create("Positional", 1, "Name").ShouldBe(model.Column("Positional", "Name")[1]);
        model.Create("Built", 1, "Title").ShouldBe(model.Column("Built", "Title")[1]);
    }

    [Fact]
    public void Properties_of_base_classes_come_first_and_overrides_keep_their_place()
    {
        var model = CompiledModel.Of("""
            namespace Acme;
            public abstract class Base<TKey>
            {
                public TKey Id { get; set; } = default!;
                public virtual string Name { get; set; } = "";
                public DateTime CreatedAt { get; set; }
            }

            [Forge(Rows = 4)] public partial class Animal : Base<int>
            {
                public int Legs { get; set; }
                [OneOf("Rex")] public override string Name { get; set; } = "";
                public string Sound => "?";
                public static int Total { get; set; }
            }

            [Forge(Rows = 4, Table = "dog")] public partial class Dog : Animal
            {
                [Computed(nameof(Double))] public int Paws { get; set; }
                private static int Double(int legs) => legs * 2;
            }
            """);

        model["Animal"].Schema.Columns.Select(column => column.Property).ShouldBe(["Id", "Name", "CreatedAt", "Legs"]);
        model["Dog"].Schema.Columns.Select(column => column.Property).ShouldBe(["Id", "Name", "CreatedAt", "Legs", "Paws"]);
        model.Column("Dog", "Name").ShouldAllBe(name => name == "Rex");
        model.Create("Dog", 1).ShouldBeOfType(model["Dog"].RowType);
    }

    [Fact]
    public void Standard_attributes_and_those_of_EF_Core_keep_their_meaning()
    {
        var model = CompiledModel.Of("""
            using Microsoft.EntityFrameworkCore;

            #pragma warning disable CS9113
            namespace Microsoft.EntityFrameworkCore
            {
                [AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
                public sealed class IndexAttribute(string property, params string[] more) : Attribute
                {
                    public bool IsUnique { get; set; }
                    public string? Name { get; set; }
                }
                public sealed class PrimaryKeyAttribute(string property, params string[] more) : Attribute;
                public sealed class KeylessAttribute : Attribute;
                public sealed class PrecisionAttribute(int precision, int scale) : Attribute;
                public sealed class UnicodeAttribute(bool unicode) : Attribute;
            }

            namespace Acme
            {
                [Forge(Rows = 20), Table("people", Schema = "hr")]
                [Index(nameof(Last), nameof(First), Name = "ix_names"), Index(nameof(Salary))]
                public partial class Person
                {
                    [DatabaseGenerated(DatabaseGeneratedOption.Identity)] public int PersonId { get; set; }
                    [Required, MaxLength(50)] public string? First { get; set; }
                    [StringLength(40), Unicode(false)] public string Last { get; set; } = null!;
                    [Column("pay"), Microsoft.EntityFrameworkCore.Precision(10, 3)] public decimal Salary { get; set; }
                    [Column(TypeName = "numeric(6, 1)")] public decimal Bonus { get; set; }
                    [Column(TypeName = "nvarchar(7)")] public string Nick { get; set; } = "";
                    [NotMapped] public string Ignored { get; set; } = "";
                    public virtual ICollection<Pet> Pets { get; set; } = new List<Pet>();
                    [Timestamp] public byte[] Version { get; set; } = null!;
                }

                [Forge(Rows = 20), PrimaryKey(nameof(OwnerId), nameof(Number))]
                public partial class Pet
                {
                    public int OwnerId { get; set; }
                    public Person Owner { get; set; } = null!;
                    public int Number { get; set; }
                    public int? VetPersonId { get; set; }
                    public Person? Vet { get; set; }
                    public int SitterKey { get; set; }
                    [ForeignKey(nameof(SitterKey))] public Person Sitter { get; set; } = null!;
                    [ForeignKey("Walker")] public int WalkedBy { get; set; }
                    public Person Walker { get; set; } = null!;
                }

                [Forge(Rows = 5), Keyless] public partial class Log { public int Id { get; set; } public string Text { get; set; } = ""; }
            }
            """);

        model.ShouldHold();
        var person = model["Person"].Schema;
        person.QualifiedName.ShouldBe("hr.people");
        person.Key.ShouldBe([0]);
        person.Columns.Select(column => (column.Name, column.IsNullable, column.MaxLength)).ShouldBe(
        [
            ("person_id", false, null), ("first", false, 50), ("last", false, 40), ("pay", false, null), ("bonus", false, null), ("nick", false, 7),
        ]);
        (person.Columns[3].Precision, person.Columns[3].Scale, person.Columns[4].Precision, person.Columns[4].Scale).ShouldBe((10, 3, 6, 1));
        person.Indexes.Select(index => index.Name).ShouldBe(["ix_names", "ix_people_pay"]);
        var pet = model["Pet"].Schema;
        pet.Key.Select(ordinal => pet.Columns[ordinal].Property).ShouldBe(["OwnerId", "Number"]);
        pet.References.Select(reference => pet.Columns[reference.Columns.Single()].Property).ShouldBe(["OwnerId", "VetPersonId", "SitterKey", "WalkedBy"]);
        pet.References.ShouldAllBe(reference => reference.Parent == "hr.people");
        model["Log"].Schema.Key.ShouldBeEmpty();
    }

    [Fact]
    public void Names_may_stay_as_they_are_in_code()
    {
        var model = CompiledModel.Of("""
            [assembly: ForgeNaming(Naming.AsIs)]
            namespace Acme;
            [Forge(Rows = 2)] public partial class OrderLine { public int Id { get; set; } public decimal UnitPrice { get; set; } }
            """);

        model["OrderLine"].Schema.Name.ShouldBe("OrderLine");
        model["OrderLine"].Schema.Columns.Select(column => column.Name).ShouldBe(["Id", "UnitPrice"]);
    }

    [Fact]
    public void Columns_and_tables_that_come_or_go_leave_other_values_alone()
    {
        const string Before = """
            namespace Acme;
            [Forge(Rows = 30)] public partial class A
            {
                public int Id { get; set; }
                [Fake("name.fullName")] public string Name { get; set; } = "";
                [Uniform(1, 1000)] public int Number { get; set; }
                public Guid? Token { get; set; }
            }

            [Forge, ChildOf<A>(0, 4)] public partial class B
            {
                [References<A>] public int AId { get; set; }
                [Ordinal] public int No { get; set; }
                [References<A>(Skew = 0.7, Role = "other")] public int Other { get; set; }
            }
            """;
        const string After = """
            namespace Acme;
            [Forge(Rows = 7)] public partial class New { public int Id { get; set; } }
            [Forge, ChildOf<A>(0, 4)] public partial class B
            {
                [References<A>(Skew = 0.7, Role = "other")] public int Other { get; set; }
                [References<New>] public int NewId { get; set; }
                [References<A>] public int AId { get; set; }
                [Ordinal] public int No { get; set; }
            }

            [Forge(Rows = 30)] public partial class A
            {
                [Uniform(1, 1000), Column("renamed")] public int Number { get; set; }
                public Guid? Token { get; set; }
                public int Id { get; set; }
                public string Added { get; set; } = "";
                [Fake("name.fullName")] public string Name { get; set; } = "";
            }
            """;
        var (before, after) = (CompiledModel.Of(Before), CompiledModel.Of(After));

        foreach (var (table, property) in new[] { ("A", "Id"), ("A", "Name"), ("A", "Number"), ("A", "Token"), ("B", "AId"), ("B", "No"), ("B", "Other") })
            after.Column(table, property).ShouldBe(before.Column(table, property));
        before.Column("A", "Name", new World(seed: 43)).ShouldNotBe(before.Column("A", "Name"));
    }

    [Fact]
    public void A_table_of_three_hundred_columns_has_every_value()
    {
        var model = CompiledModel.Of(WideModel.Source);

        model.ShouldHold();
        var rows = model.Rows("Wide");
        rows.ShouldAllBe(row => row["C290"] == "290" && row["C293"] == "1" && row["C299"] == row["C1"]);
    }
}
