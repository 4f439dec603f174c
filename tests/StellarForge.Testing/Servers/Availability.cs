using System.Net;
using System.Net.Sockets;

namespace StellarForge.Testing.Servers;

/// <summary>What a machine offers to run servers.</summary>
public static class Availability
{
    /// <summary>Skips the running test or, on a build server, where nothing may be left out unseen, fails it.</summary>
    /// <param name="reason">Why the server cannot be had, or <see langword="null"/> when it can.</param>
    public static void Require(string? reason)
    {
        if (reason is null)
            return;
        if (string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase))
            Assert.Fail(reason);
        Assert.Skip(reason);
    }

    /// <summary>A loopback port that is free now, below the range that outgoing connections take theirs from.</summary>
    public static int FreePort()
    {
        while (true)
        {
            var port = Random.Shared.Next(20_000, 32_000);
            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                continue; // Taken; try another.
            }
        }
    }

    /// <summary>The newest folder that has a program: of the given ones (their last part may be a pattern of versions), else of PATH.</summary>
    public static string? FolderOf(string program, params IEnumerable<string> folders) =>
        folders.Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
            .FirstOrDefault(folder => File.Exists(Path.Combine(folder, program)));
}
