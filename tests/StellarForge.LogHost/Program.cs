using System.Globalization;
using System.Text;
using StellarForge.Brokers.Embedded;

// Appends numbered records to a partition without end, and prints the number after the last that is on disk: LogHost FOLDER NAME SEGMENT-BYTES
using var writer = new PartitionWriter(args[0], new PartitionSettings { SegmentBytes = long.Parse(args[2], CultureInfo.InvariantCulture) });
var batch = new RecordBatch();
for (var number = 0; ; batch.Clear())
{
    for (var count = 1 + (number % 7); count > 0; count--)
        batch.Add(Encoding.UTF8.GetBytes(args[1]), Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{number++}")));
    writer.Append(batch);
    Console.WriteLine(number);
}
