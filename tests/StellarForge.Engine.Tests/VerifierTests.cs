using StellarForge.Engine.Verification;
using StellarForge.Testing.Models;

namespace StellarForge.Engine.Tests;

public sealed class VerifierTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_connection_that_is_lost_once_is_read_from_the_start_again()
    {
        await using var target = new MemoryTarget { Reading = read => Fail(read == 1) };

        var tables = await new Verifier(target, World.Default).VerifyAsync(Bank.Model.Tables, cancellationToken: Token);

        tables.ShouldAllBe(table => table.IsMatch);
        target.Reads.ShouldBe(3);
    }

    [Fact]
    public async Task A_connection_that_stays_lost_ends_the_verify()
    {
        await using var target = new MemoryTarget { Reading = _ => Fail(true) };

        await Should.ThrowAsync<TargetException>(() => new Verifier(target, World.Default).VerifyAsync(Bank.Model.Tables, cancellationToken: Token));

        target.Reads.ShouldBe(4);
    }

    private static void Fail(bool condition)
    {
        if (condition)
            throw new TargetException("The server went away.", kind: ErrorKind.Transient);
    }
}
