using Microsoft.Playwright;
using StellarForge.Testing.Servers;

namespace StellarForge.Services.Tests.Page;

/// <summary>A headless Chromium, as the machine has it installed, started once.</summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];

    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private IBrowserContext? _context;
    private string? _missing;

    public async ValueTask InitializeAsync()
    {
        var program = Names.Select(name => (Name: name, Folder: Availability.FolderOf(name))).FirstOrDefault(found => found.Folder is not null);
        if (program.Folder is null)
        {
            _missing = "The live page is tested in Chromium; it is not installed (Debian: apt-get install chromium).";
            return;
        }

        Assertions.SetDefaultExpectTimeout(30_000);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Path.Combine(program.Folder, program.Name), Args = Arguments });
    }

    /// <summary>
    /// A browser of its own, with its own storage, which has loaded nothing yet. The one before is closed: a live page never rests.
    /// </summary>
    public async Task<IPage> OpenAsync(ColorScheme scheme = ColorScheme.Light, bool isPhone = false)
    {
        Availability.Require(_missing);
        if (_context is not null)
            await _context.CloseAsync();
        _context = await _browser!.NewContextAsync(new()
        {
            ColorScheme = scheme,
            ViewportSize = isPhone ? new() { Width = 390, Height = 844 } : new() { Width = 1440, Height = 900 },
        });
        _context.SetDefaultTimeout(30_000);
        return await _context.NewPageAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }
}
