using StellarForge.Formats;
using StellarForge.Targets.MySql;

[assembly: RowFormat(typeof(LoadDataFormat))]
