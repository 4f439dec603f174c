using System.Text;
using Microsoft.Extensions.Configuration;

namespace StellarForge.Services.Tests.Support;

/// <summary>Configuration for tests.</summary>
internal static class Settings
{
    /// <summary>A configuration with an embedded log <c>log</c> and a SQLite file <c>shop</c>, that nothing has opened yet.</summary>
    /// <param name="section">What stands in section StellarForge.</param>
    /// <param name="connections">Further connections.</param>
    public static IConfigurationBuilder OfShop(string section, string connections = "") =>
        new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(Json("nowhere", section, connections))));

    /// <summary>The text of such a configuration.</summary>
    public static string Json(string folder, string section, string connections = "") => $$"""
        {
          "ConnectionStrings": { "log": "embedded:{{folder}}/log", "shop": "sqlite:{{folder}}/retail.db"
            {{(connections.Length > 0 ? "," : "")}} {{connections}} },
          "StellarForge": { {{section}} }
        }
        """;
}
