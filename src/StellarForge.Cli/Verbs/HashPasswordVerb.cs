using System.CommandLine;
using StellarForge.ServiceDefaults;

namespace StellarForge.Cli.Verbs;

/// <summary><c>stellarforge hash-password</c>: makes what the services' configuration has of a user's password.</summary>
internal static class HashPasswordVerb
{
    private const int Shortest = 12;

    public static Command Create()
    {
        var verb = new Verb(
            "hash-password", "Reads a password from standard input, and prints its hash for StellarForge:Access:Users:NAME:PasswordHash.",
            "hash-password < password.txt");
        verb.SetAction(_ =>
        {
            if (!Console.IsInputRedirected)
                Console.Error.Write("Password (it is shown as you type): ");
            if (Console.In.ReadLine() is not { Length: >= Shortest } password)
                throw new UsageException($"The password has to have {Shortest} characters at least.");
            Console.WriteLine(Passwords.Hash(password));
            return CommandHost.Done;
        });
        return verb;
    }
}
