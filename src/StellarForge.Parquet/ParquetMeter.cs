using System.Diagnostics.Metrics;

namespace StellarForge.Parquet;

/// <summary>What Parquet files tell the meter of the engine, which knows nothing of them: once a row group.</summary>
internal static class ParquetMeter
{
    private static readonly Meter Source = new("StellarForge");
    private static readonly Counter<long> Bytes = Source.CreateCounter<long>(
        "stellarforge.parquet.bytes", "By", "Bytes of the row groups of Parquet files, by kind: before and after compression");

    public static void Count(string table, long uncompressed, long compressed)
    {
        Bytes.Add(uncompressed, new("stellarforge.table", table), new("stellarforge.kind", "uncompressed"));
        Bytes.Add(compressed, new("stellarforge.table", table), new("stellarforge.kind", "compressed"));
    }
}
