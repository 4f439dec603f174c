using StellarForge.Formats;

[assembly: RowFormat(typeof(CsvFormat))]
[assembly: RowFormat(typeof(JsonLinesFormat))]
