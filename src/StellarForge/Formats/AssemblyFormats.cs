using StellarForge.Formats;

[assembly: RowFormat(typeof(AvroFormat))]
[assembly: RowFormat(typeof(CsvFormat))]
[assembly: RowFormat(typeof(JsonLinesFormat))]
