Console.Error.WriteLine(
    "The AppHost is left out of this build, as the package feed has no Aspire. All services without it: dotnet run --project src/StellarForge.Cli -- up. "
    + "To ask the feed again, delete eng/Feed.g.props.");
return 1;
