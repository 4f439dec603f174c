using System.Globalization;

namespace StellarForge.Brokers.Embedded;

/// <summary>A file of a partition, named by the offset of its first record.</summary>
/// <param name="Path">The file.</param>
/// <param name="BaseOffset">The offset of its first record.</param>
internal sealed record LogSegment(string Path, long BaseOffset)
{
    private const string Extension = ".log";

    public static LogSegment In(string folder, long baseOffset) =>
        new(System.IO.Path.Combine(folder, baseOffset.ToString("D20", CultureInfo.InvariantCulture) + Extension), baseOffset);

    /// <summary>The segments of a partition, in the order of their offsets.</summary>
    public static List<LogSegment> All(string folder) =>
    [
        .. from path in Directory.EnumerateFiles(folder, "*" + Extension)
           let name = System.IO.Path.GetFileNameWithoutExtension(path)
           where long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out _)
           let segment = new LogSegment(path, long.Parse(name, CultureInfo.InvariantCulture))
           orderby segment.BaseOffset
           select segment,
    ];

    /// <summary>The segment that has an offset: the last that does not begin after it.</summary>
    public static LogSegment? Find(List<LogSegment> segments, long offset) => segments.FindLast(segment => segment.BaseOffset <= offset);
}
