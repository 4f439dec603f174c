using StellarForge.Api;
using StellarForge.ServiceDefaults;

var builder = WebApplication.CreateSlimBuilder(args);
builder.AddServiceDefaults();
builder.AddApi();
var app = builder.Build();
app.MapDefaultEndpoints();
app.MapApi();
return await app.RunServiceAsync();

// Else a source generator makes it public, for all who reference the service.
internal partial class Program;
