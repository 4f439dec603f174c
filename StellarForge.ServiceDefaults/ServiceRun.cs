using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;

namespace StellarForge.ServiceDefaults;

/// <summary>Runs a service.</summary>
public static class ServiceRun
{
    /// <summary>Runs a service until it is asked to end.</summary>
    /// <param name="app">The service.</param>
    /// <returns>The exit code: 0, or 1 where its address is taken, which standard error says then.</returns>
    public static async Task<int> RunServiceAsync(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        try
        {
            await app.RunAsync();
            return 0;
        }
        catch (IOException error) when (error.InnerException is AddressInUseException)
        {
            await Console.Error.WriteLineAsync($"{error.Message.TrimEnd('.')}. Give another one: ASPNETCORE_URLS=http://127.0.0.1:5090");
            return 1;
        }
    }
}
