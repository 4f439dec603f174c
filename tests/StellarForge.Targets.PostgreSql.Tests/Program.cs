using StellarForge.Targets.PostgreSql.Tests;
using StellarForge.Targets.PostgreSql.Tests.Support;

if (args is ["fill", var target])
{
    await FillingProcess.RunAsync(target);
    return 0;
}

return args.Any(argument => argument is "-automated" or "@@")
    ? await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args)
    : await Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions);
