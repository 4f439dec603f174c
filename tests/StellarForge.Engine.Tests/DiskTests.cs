using Microsoft.Win32.SafeHandles;

namespace StellarForge.Engine.Tests;

/// <summary>What is said of files that may not be on the disk.</summary>
public sealed class DiskTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("stellarforge-disk-");

    [Fact]
    public void A_flush_that_fails_names_the_file()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows flushes by .NET.");
        using var closed = new SafeFileHandle(1_000_000, ownsHandle: false);

        var error = Should.Throw<IOException>(() => Disk.Flush(closed, "visits-00001.csv"));

        error.Message.ShouldBe("visits-00001.csv can't be flushed to disk: Bad file descriptor.");
    }

    [Fact]
    public void What_has_no_disk_is_flushed_already()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The device is of Linux.");
        using var device = new FileStream("/dev/null", FileMode.Open, FileAccess.Write);

        Should.NotThrow(() => Disk.Flush(device));
    }

    [Fact]
    public void A_file_is_flushed_and_named()
    {
        var (file, name) = (Path.Combine(_folder.FullName, "new"), Path.Combine(_folder.FullName, "old"));
        File.WriteAllText(name, "old");
        using (var stream = new FileStream(file, FileMode.Create))
        {
            stream.Write("new"u8);
            Disk.Flush(stream);
            File.ReadAllText(file).ShouldBe("new");
        }

        Disk.Move(file, name);

        File.ReadAllText(name).ShouldBe("new");
        File.Exists(file).ShouldBeFalse();
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
