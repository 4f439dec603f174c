using BenchmarkDotNet.Attributes;
using StellarForge.Benchmarks.Models;
using StellarForge.Formats;

namespace StellarForge.Benchmarks;

/// <summary>Rows as messages: encoded as they are made, and decoded into a sink that only adds up lengths.</summary>
public class MessageBenchmarks
{
    private const int Rows = 20_000;

    private readonly MessageBuffer _messages = new();
    private readonly MessageBuffer _avroMessages = new(1 << 25);
    private readonly MessageBuffer _jsonMessages = new(1 << 25);
    private TableRows _rows = null!;
    private long _end;
    private MessageEncoder _avro = null!, _json = null!;
    private MessageDecoder _avroDecoder = null!, _jsonDecoder = null!;

    [GlobalSetup]
    public void SetUp()
    {
        var schema = LineItem.ForgeTable.Schema;
        _rows = LineItem.ForgeTable.Rows(World.Default);
        _end = RowBenchmarks.EndOf(_rows, schema.Fanout, Rows);
        var (avro, json) = (new AvroMessageFormat(), new JsonMessageFormat());
        (_avro, _avroDecoder) = (avro.CreateEncoder(schema), avro.CreateDecoder(schema));
        (_json, _jsonDecoder) = (json.CreateEncoder(schema), json.CreateDecoder(schema));
        _avro.Write(_rows.Range(0, _end), _avroMessages);
        _json.Write(_rows.Range(0, _end), _jsonMessages);
    }

    [GlobalCleanup]
    public void CleanUp()
    {
        _messages.Dispose();
        _avroMessages.Dispose();
        _jsonMessages.Dispose();
    }

    [Benchmark(OperationsPerInvoke = Rows)]
    public long EncodeAvro() => Encode(_avro);

    [Benchmark(OperationsPerInvoke = Rows)]
    public long DecodeAvro() => Decode(_avroDecoder, _avroMessages);

    [Benchmark(OperationsPerInvoke = Rows)]
    public long EncodeJson() => Encode(_json);

    [Benchmark(OperationsPerInvoke = Rows)]
    public long DecodeJson() => Decode(_jsonDecoder, _jsonMessages);

    private long Encode(MessageEncoder encoder)
    {
        var rows = _rows.Range(0, _end);
        var bytes = 0L;
        for (var hasMore = true; hasMore; bytes += _messages.Bytes.Length)
        {
            _messages.Clear();
            hasMore = encoder.Write(rows, _messages);
        }

        return bytes;
    }

    private static long Decode(MessageDecoder decoder, MessageBuffer messages)
    {
        var sink = new RawSizeSink();
        for (var index = 0; index < messages.Count; index++)
            decoder.Decode(messages[index], ref sink);
        return sink.Bytes;
    }
}
