using System.Text.Json;
using System.Text.Json.Serialization;
using StellarForge.Engine;
using StellarForge.Engine.Brokers;

namespace StellarForge.Brokers.Embedded;

/// <summary>What a topic was made with: <c>topic.json</c> in its folder.</summary>
/// <param name="Version">The version of all files of the topic.</param>
/// <param name="Name">The topic's name.</param>
/// <param name="Id">Which topic of that name it is: one that is made anew has another.</param>
/// <param name="Partitions">The number of its partitions.</param>
/// <param name="SegmentBytes">The bytes at which a partition's next file is begun.</param>
/// <param name="RetentionSeconds">How long messages are kept at least; <see langword="null"/> for ever.</param>
/// <param name="RetentionBytes">How many bytes of a partition are kept at least; <see langword="null"/> for all.</param>
internal sealed record TopicFile(int Version, string Name, Guid Id, int Partitions, long SegmentBytes, double? RetentionSeconds, long? RetentionBytes)
{
    /// <summary>The version that is written.</summary>
    public const int CurrentVersion = 1;

    private const string FileName = "topic.json";

    /// <summary>What a topic's folder says, or <see langword="null"/> where there is no such folder.</summary>
    /// <exception cref="BrokerException">It can't be understood.</exception>
    public static TopicFile? Read(string folder)
    {
        var file = Path.Combine(folder, FileName);
        try
        {
            var topic = JsonSerializer.Deserialize(File.ReadAllBytes(file), TopicJson.Default.TopicFile) ?? throw new JsonException("It is empty.");
            if (topic.Version != CurrentVersion)
                throw new BrokerException(
                    $"{file} is of version {topic.Version}, and this release knows version {CurrentVersion}: use the release that made it, or another folder.");
            return topic.FindProblem() is { } problem ? throw new JsonException(problem) : topic;
        }
        catch (JsonException error)
        {
            throw new BrokerException($"{file} is damaged: {error.Message} Restore it, or move the topic's folder away.", error);
        }
        catch (FileNotFoundException error)
        {
            throw new BrokerException($"{folder} has no {FileName}, so it is no topic, or damaged: restore the file, or move the folder away.", error);
        }
        catch (DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Writes the file, for good.</summary>
    public void Write(string folder)
    {
        using var file = new FileStream(Path.Combine(folder, FileName), FileMode.CreateNew, FileAccess.Write);
        JsonSerializer.Serialize(file, this, TopicJson.Default.TopicFile);
        Disk.Flush(file);
    }

    private string? FindProblem() =>
        Name is null ? "It has no name."
        : Partitions < 1 ? $"It says that there are {Partitions} partitions."
        : SegmentBytes < 1 ? $"Its files end at {SegmentBytes} bytes."
        : RetentionSeconds < 0 || RetentionBytes < 0 ? "It keeps less than nothing."
        : null;
}

/// <summary>How <see cref="TopicFile"/> is read and written, without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(TopicFile))]
internal sealed partial class TopicJson : JsonSerializerContext;
