using System.Reflection;
using System.Reflection.Emit;
using StellarForge.Cli.Tests.Support;
using StellarForge.Generated;

namespace StellarForge.Cli.Tests;

/// <summary>What is damaged or does not fit together is named in plain words, never in the runtime's own.</summary>
public sealed class DamageTests : IDisposable
{
    private readonly CommandLine _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task A_disk_that_loses_what_was_written_fails_a_fill_of_files()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/usr/bin/cc"), "It takes Linux and a C compiler to make each fsync fail.");
        await File.WriteAllTextAsync(
            _cli.PathOf("lost.c"),
            """
            #include <errno.h>
            #include <linux/filter.h>
            #include <linux/seccomp.h>
            #include <sys/prctl.h>
            #include <sys/syscall.h>
            #include <unistd.h>
            int main(int count, char **arguments)
            {
                struct sock_filter steps[] = {
                    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 0),
                    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_fsync, 0, 1),
                    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EIO),
                    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
                };
                struct sock_fprog filter = { 4, steps };
                if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter))
                    return 99;
                return execvp(arguments[1], arguments + 1);
            }
            """, TestContext.Current.CancellationToken);

        var result = await _cli.RunShellAsync(
            "cc -o lost lost.c && dotnet() { ./lost dotnet \"$@\"; }; stellarforge fill --tables customer_segments --target csv:out");

        result.ExitCode.ShouldBe(1, result.Error);
        result.Error.ShouldContain("can't be flushed to disk: Input/output error.");
        Directory.GetFiles(_cli.PathOf("out"), "*.csv").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_model_that_calls_what_this_version_has_not_is_named()
    {
        var file = _cli.PathOf("old.dll");
        SaveModelOfOtherVersion(file);

        var result = await _cli.RunAsync("models --models old.dll");

        result.ExitCode.ShouldBe(1);
        result.Error.Trim().ShouldBe("stellarforge: --models: 'old.dll' was built with another version of StellarForge. Build it again.");
    }

    [Theory]
    [InlineData("{\"seed\":")]
    [InlineData("null")]
    [InlineData("[1]")]
    public async Task A_damaged_entry_of_the_ledger_is_named(string parts)
    {
        (await _cli.RunAsync("fill --tables customer_segments --target sqlite:shop.db")).ExitCode.ShouldBe(0);
        Sqlite.Ask(_cli.PathOf("shop.db"), $"UPDATE _stellarforge_fills SET parts = '{parts}'");

        var result = await _cli.RunAsync("fill --tables customer_segments --target sqlite:shop.db");

        result.ExitCode.ShouldBe(1);
        result.Error.ShouldContain("The ledger's entry of table customer_segments is damaged: what its rows depend on can't be read.");
    }

    // The generated class of a model whose tables call a method that is gone: the runtime throws this when it compiles the call.
    private static void SaveModelOfOtherVersion(string file)
    {
        var assembly = new PersistedAssemblyBuilder(new AssemblyName("old"), typeof(object).Assembly);
        var type = assembly.DefineDynamicModule("old").DefineType("Old", TypeAttributes.Public);
        var getter = type.DefineMethod("get_Instance", MethodAttributes.Public | MethodAttributes.Static | MethodAttributes.SpecialName, typeof(Model), []);
        var il = getter.GetILGenerator();
        il.Emit(OpCodes.Ldstr, "Method not found: 'Void StellarForge.ColumnSchema.set_Unique(Boolean)'.");
        il.Emit(OpCodes.Newobj, typeof(MissingMethodException).GetConstructor([typeof(string)])!);
        il.Emit(OpCodes.Throw);
        type.DefineProperty("Instance", PropertyAttributes.None, typeof(Model), null).SetGetMethod(getter);
        assembly.SetCustomAttribute(new CustomAttributeBuilder(typeof(ForgeModelAttribute).GetConstructor([typeof(Type)])!, [type.CreateType()]));
        assembly.Save(file);
    }
}
