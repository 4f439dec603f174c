using System.CommandLine;
using System.Text;
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
            if ((Console.IsInputRedirected ? Console.In.ReadLine() : ReadHidden()) is not { Length: >= Shortest } password)
                throw new UsageException($"The password has to have {Shortest} characters at least.");
            Console.WriteLine(Passwords.Hash(password));
            return CommandHost.Done;
        });
        return verb;
    }

    // Nobody looks over a shoulder.
    private static string ReadHidden()
    {
        Console.Error.Write("Password (it is not shown): ");
        var password = new StringBuilder();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key != ConsoleKey.Backspace)
                password.Append(key.KeyChar);
            else if (password.Length > 0)
                password.Length--;
        }

        Console.Error.WriteLine();
        return password.ToString();
    }
}
