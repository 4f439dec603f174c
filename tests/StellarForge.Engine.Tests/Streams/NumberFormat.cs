using System.Buffers.Text;
using System.Globalization;
using System.Text;
using StellarForge.Formats;
using StellarForge.Schema;

namespace StellarForge.Engine.Tests.Streams;

/// <summary>Messages that are the digits of a number; all else is bad.</summary>
internal sealed class NumberFormat : MessageFormat
{
    private static readonly ColumnSchema Column = new() { Name = "id", Property = "Id", Type = ColumnType.Int64 };

    public static TableSchema Keyless { get; } = new() { Name = "numbers", ClassName = "Number", Columns = [Column] };

    public static TableSchema Keyed { get; } = Keyless with { Key = [0] };

    /// <summary>Called where a schema is looked up: that of a message <c>s5</c> has to be found first.</summary>
    public Action Finding { get; set; } = () => { };

    private bool IsFound { get; set; }

    public override string Name => "number";

    public override Task FindSchemaAsync(UnknownSchemaException unknown, CancellationToken cancellationToken)
    {
        Finding();
        IsFound = true;
        return Task.CompletedTask;
    }

    public static byte[] Encode(long number) => Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture));

    public override MessageEncoder CreateEncoder(TableSchema schema) => throw new NotSupportedException();

    public override MessageDecoder CreateDecoder(TableSchema schema) => new Decoder(schema, this);

    public override MessageDamager CreateDamager(TableSchema schema) => throw new NotSupportedException();

    private sealed class Decoder(TableSchema schema, NumberFormat format) : MessageDecoder(schema)
    {
        public override void Decode<TSink>(ReadOnlySpan<byte> message, ref TSink sink)
        {
            if (message.StartsWith("s"u8))
            {
                if (!format.IsFound)
                    throw new UnknownSchemaException(5);
                message = message[1..];
            }

            if (!Utf8Parser.TryParse(message, out long number, out var used) || used < message.Length)
                throw new FormatException($"'{Encoding.UTF8.GetString(message)}' is no number.");
            sink.BeginRow();
            sink.Int64(0, number);
            sink.EndRow();
        }
    }
}
