using StellarForge.GeneratorService;
using StellarForge.ServiceDefaults;

var builder = WebApplication.CreateSlimBuilder(args);
builder.AddServiceDefaults();
builder.AddGenerator();
await using var app = builder.Build();
if (!app.ValidateTopology())
    return TopologyExtensions.WrongConfiguration;
app.UseAccess();
app.MapDefaultEndpoints();
app.MapGenerator();
await app.RunAsync();
return 0;

// Else a source generator makes it public, for all who reference the service.
internal partial class Program;
