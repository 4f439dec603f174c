using StellarForge.GeneratorService;
using StellarForge.ServiceDefaults;

var builder = WebApplication.CreateSlimBuilder(args);
builder.AddServiceDefaults();
builder.AddGenerator();
var app = builder.Build();
app.MapDefaultEndpoints();
app.MapGenerator();
return await app.RunServiceAsync();
