using StellarForge.Formats;
using StellarForge.Targets.PostgreSql;

[assembly: RowFormat(typeof(CopyBinaryFormat))]
