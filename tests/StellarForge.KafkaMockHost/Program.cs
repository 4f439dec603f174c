using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using StellarForge.KafkaMockHost;

// librdkafka's mock of a Kafka cluster, which speaks the modern protocol, in a process of its own, for tests: BROKERS. It writes its address, then obeys
// the lines of its standard input, and answers each by "ok": "topic NAME PARTITIONS", "down", "up". It ends with its standard input.
if (args is not [var brokers])
    return 2;

if (Environment.GetEnvironmentVariable("LIBRDKAFKA_SO") is { Length: > 0 } file)
    NativeLibrary.SetDllImportResolver(typeof(Librdkafka).Assembly, (_, _, _) => NativeLibrary.Load(file));

var words = new byte[512];
var configuration = Librdkafka.NewConfiguration();
Librdkafka.Set(configuration, "test.mock.num.brokers", brokers, words, words.Length);
var client = Librdkafka.New(0, configuration, words, words.Length);
if (client == 0)
{
    Console.Error.WriteLine(Encoding.UTF8.GetString(words).TrimEnd('\0'));
    return 1;
}

var cluster = Librdkafka.MockOf(client);
Librdkafka.DelayFirstRebalance(cluster, 100);
_ = Librdkafka.SetController(cluster, 1);
Console.WriteLine(Marshal.PtrToStringUTF8(Librdkafka.ServersOf(cluster)));
while (Console.ReadLine() is { } line)
{
    var error = line.Split(' ') switch
    {
        ["topic", var name, var partitions] => Librdkafka.CreateTopic(cluster, name, int.Parse(partitions, CultureInfo.InvariantCulture), 1),
        ["down"] => Each(Librdkafka.SetDown),
        ["up"] => Each(Librdkafka.SetUp),
        _ => -1,
    };
    Console.WriteLine(error == 0 ? "ok" : FormattableString.Invariant($"error {error}"));
}

return 0;

int Each(Func<nint, int, int> change) =>
    Enumerable.Range(1, int.Parse(brokers, CultureInfo.InvariantCulture)).Select(broker => change(cluster, broker)).FirstOrDefault(error => error != 0);
