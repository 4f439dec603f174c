using System.Runtime.InteropServices;
using Confluent.Kafka;
using StellarForge.Engine.Brokers;

namespace StellarForge.Brokers.Kafka;

/// <summary>
/// librdkafka, the native client: that of the package librdkafka.redist beside the program, else one that is installed on the machine; or the file that
/// the environment variable <see cref="Variable"/> names.
/// </summary>
internal static class KafkaLibrary
{
    public const string Variable = "LIBRDKAFKA_SO";

    private static readonly Lazy<Exception?> Problem = new(Load);

    /// <summary>Loads it.</summary>
    /// <exception cref="BrokerException">It is not there, or too old.</exception>
    public static void Require(string displayName)
    {
        if (Problem.Value is { } problem)
        {
            throw new BrokerException(
                $"{displayName}: the native library librdkafka can't be loaded: {problem.Message.TrimEnd('.')}. Install version 2.15 or later, " +
                $"or name its file by the environment variable {Variable}.", problem);
        }
    }

    private static Exception? Load()
    {
        try
        {
            if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } file)
                NativeLibrary.SetDllImportResolver(typeof(Library).Assembly, (name, _, _) => name == "librdkafka" ? NativeLibrary.Load(file) : 0);
            Library.Load();
            return null;
        }
        catch (Exception error) when (error is DllNotFoundException or InvalidOperationException or FileLoadException or BadImageFormatException
            or EntryPointNotFoundException)
        {
            return error;
        }
    }
}
