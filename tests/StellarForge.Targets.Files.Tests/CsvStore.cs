using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace StellarForge.Targets.Files.Tests;

/// <summary>A folder of CSV files, counted by CsvHelper.</summary>
internal sealed class CsvStore() : FilesStore("csv")
{
    public override Task<long> CountAsync(Table table) =>
        Task.FromResult(FilesOf(table.Schema.QualifiedName.Replace('"', '_')).Sum(file => (long)Read(file).Count));

    /// <summary>All records of a file, without the header.</summary>
    public static List<string[]> Read(string file)
    {
        var configuration = new CsvConfiguration(CultureInfo.InvariantCulture) { BadDataFound = bad => throw new InvalidDataException(bad.RawRecord) };
        using var reader = new CsvReader(new StreamReader(file), configuration);
        var records = new List<string[]>();
        reader.Read();
        reader.ReadHeader();
        while (reader.Read())
            records.Add(reader.Parser.Record!);
        return records;
    }

    protected override bool IsLine(string line, Guid order, int number) => line.StartsWith($"{order},{number},", StringComparison.Ordinal);

    protected override string WithPrice(string line, string price) => line[..(line.LastIndexOf(',') + 1)] + price;

    protected override string Visit(int page) => $"{page},";
}
