using StellarForge.Formats;
using StellarForge.Sinks;

namespace StellarForge.Targets.MySql;

/// <summary>Writes rows as MySQL and MariaDB read them in bulk.</summary>
/// <param name="literals">Whether the rows are the constructors of an <c>INSERT … VALUES</c>, each
/// followed by a comma; else lines, see <see cref="LoadDataFormat"/>.</param>
internal sealed class LoadDataEncoder(bool literals) : RowEncoder
{
    public override bool Write(RowSource rows, RowBuffer buffer)
    {
        var sink = new LoadDataSink(literals, buffer);
        return rows.WriteTo(ref sink);
    }
}
