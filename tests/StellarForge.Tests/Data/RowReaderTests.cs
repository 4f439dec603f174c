using System.Data;
using Dapper;
using StellarForge.Data;
using StellarForge.Testing.Rows;

namespace StellarForge.Tests.Data;

public class RowReaderTests
{
    [Fact]
    public void A_DataTable_loads_every_row()
    {
        using var reader = Reader(0, 100);
        using var table = new DataTable();

        table.Load(reader);

        table.Rows.Count.ShouldBe(100);
        table.Columns.Cast<DataColumn>().Select(column => column.ColumnName).ShouldBe(Everything.Schema.Columns.Select(column => column.Name));
        table.Columns["id"]!.AllowDBNull.ShouldBeFalse();
        table.PrimaryKey.ShouldHaveSingleItem().ColumnName.ShouldBe("id");
        table.Rows[1]["ulong"].ShouldBe(ulong.MaxValue);
        table.Rows[1]["wide"].ShouldBe(999999999999999999.9999999999m);
        table.Rows[1]["timestamp"].ShouldBe(new DateTime(9999, 12, 31, 23, 59, 59, DateTimeKind.Utc).AddTicks(9_999_990));
        table.Rows[3]["text"].ShouldBe(Everything.Text(3));
        table.Rows[2]["text"].ShouldBe(DBNull.Value);
    }

    [Fact]
    public void Dapper_maps_rows_to_objects()
    {
        using var reader = Reader(0, 5);

        var rows = reader.Parse<Mapped>().ToList();

        rows.Select(row => row.Id).ShouldBe([1, 2, 3, 4, 5]);
        rows[2].Text.ShouldBeNull();
        rows[3].Text.ShouldBe(Everything.Text(3));
        rows[3].Money.ShouldBe(37.02m);
    }

    [Fact]
    public void Typed_getters_give_values_of_the_asked_type()
    {
        using var reader = Reader(0, 2);
        reader.HasRows.ShouldBeTrue();
        reader.Read().ShouldBeTrue();

        reader.GetInt32(reader.GetOrdinal("SHORT")).ShouldBe(short.MinValue);
        reader.GetFieldValue<sbyte>(2).ShouldBe(sbyte.MinValue);
        reader.GetFieldValue<int?>(6).ShouldBe(int.MinValue);
        reader.GetDecimal(12).ShouldBe(-9999999999999.99m);
        reader.GetFieldValue<DateOnly>(15).ShouldBe(DateOnly.MinValue);
        reader.GetFieldValue<TimeOnly>(16).ShouldBe(TimeOnly.MinValue);
        reader.GetFieldValue<TimeSpan>(17).ShouldBe(TimeSpan.FromMicroseconds(-100_000_000_001));
        reader.GetFieldValue<DateTimeOffset>(19).ShouldBe(DateTimeOffset.UnixEpoch.AddMicroseconds(-1));
        reader.GetGuid(20).ShouldBe(Everything.Uuid(0));
        Should.Throw<OverflowException>(() => reader.GetByte(8));
        Should.Throw<InvalidCastException>(() => reader.GetInt32(14)).Message.ShouldBe("Column everything.text (Text) is not an integer.");

        reader.Read().ShouldBeTrue();
        reader.GetFieldValue<ulong>(9).ShouldBe(ulong.MaxValue);
        var characters = new char[3];
        reader.GetChars(14, 1, characters, 0, 3).ShouldBe(3);
        new string(characters).ShouldBe(",b;");
        reader.GetBytes(21, 0, null, 0, 0).ShouldBe(1);
        using var stream = reader.GetStream(21);
        stream.ReadByte().ShouldBe('a');
        reader.Read().ShouldBeFalse();
        Should.Throw<InvalidOperationException>(() => reader.GetValue(0));
    }

    [Fact]
    public void A_null_is_told_apart_and_not_given_as_a_value()
    {
        using var reader = Reader(2, 3);
        reader.Read();

        reader.IsDBNull(14).ShouldBeTrue();
        reader.GetValue(14).ShouldBe(DBNull.Value);
        reader.GetFieldValue<int?>(6).ShouldBeNull();
        Should.Throw<InvalidCastException>(() => reader.GetString(14)).Message.ShouldContain("everything.text");
    }

    [Fact]
    public void An_empty_range_has_no_rows()
    {
        using var reader = Reader(5, 5);

        reader.HasRows.ShouldBeFalse();
        reader.Read().ShouldBeFalse();
    }

    [Fact]
    public void The_schema_says_type_size_and_key()
    {
        using var reader = Reader(0, 1);

        var columns = reader.GetColumnSchema();

        columns.Select(column => column.DataType).ShouldBe(Enumerable.Range(0, reader.FieldCount).Select(reader.GetFieldType));
        columns[0].IsKey.ShouldBe(true);
        columns[12].NumericPrecision.ShouldBe(15);
        columns[12].NumericScale.ShouldBe(2);
        columns[14].ColumnSize.ShouldBe(100);
        columns[14].AllowDBNull.ShouldBe(true);
    }

    [Fact]
    public void Reading_without_boxing_allocates_nothing_per_row()
    {
        using var reader = Reader(0, 10_000);
        var sum = 0L;

        Allocations.Least(() =>
        {
            for (var row = 0; row < 1_000 && reader.Read(); row++)
            {
                sum += reader.GetInt64(0);
                sum += reader.IsDBNull(12) ? 0 : (long)reader.GetFieldValue<decimal>(12);
                sum += reader.IsDBNull(18) ? 0 : reader.GetFieldValue<DateTime>(18).Ticks;
            }
        }).ShouldBe(0);

        sum.ShouldNotBe(0);
        reader.Read().ShouldBeTrue();
    }

    private static RowReader Reader(long from, long to) => new(Everything.Table, World.Default, from, to);

    private sealed class Mapped
    {
        public long Id { get; set; }

        public string? Text { get; set; }

        public decimal? Money { get; set; }
    }
}
