using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace StellarForge.Api.Page;

/// <summary>The live page. Its files are in the assembly, so that it is there wherever the API is.</summary>
internal static class PageEndpoints
{
    // The page has no inline script or style, loads nothing from elsewhere, and stands in nobody's frame. uPlot sets styles by script, which this allows.
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>Maps <c>/</c> and the page's files, which anyone may read, all thirty at once: what they show comes from the API.</summary>
    public static void MapPage(this IEndpointRouteBuilder app)
    {
        var page = app.MapGroup("").AllowAnonymous().DisableRateLimiting().ExcludeFromDescription();
        foreach (var file in PageFile.ReadAll())
        {
            page.MapMethods(file.Path, [HttpMethods.Get, HttpMethods.Head], (HttpResponse response) => Send(file, response));
            if (file.Path == "/index.html")
                page.MapMethods("/", [HttpMethods.Get, HttpMethods.Head], (HttpResponse response) => Send(file, response));
        }
    }

    private static FileContentHttpResult Send(PageFile file, HttpResponse response)
    {
        response.Headers.ContentSecurityPolicy = ContentSecurityPolicy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "no-referrer";

        // Asked for again each time, and sent again only when it is another version's.
        response.Headers.CacheControl = "no-cache";
        return TypedResults.Bytes(file.Content, file.ContentType, entityTag: new EntityTagHeaderValue(file.EntityTag));
    }
}
