using System.Globalization;
using System.Net;
using System.Text;

namespace StellarForge.Architecture.Tests;

/// <summary>Draws a composed system as SVG, for light pages and dark ones.</summary>
internal sealed class ArchitecturePicture
{
    private const int Width = 200;
    private const int Height = 64;
    private const int Gap = 60;
    private const int Margin = 20;
    private const int Row = 84;

    private const string Styles = """
        <style>
          text { font: 15px system-ui, sans-serif; fill: #1f2937; text-anchor: middle }
          .note { font-size: 11.5px; fill: #6b7280 }
          rect { fill: #f8fafc; stroke: #94a3b8 }
          .service { fill: #e0ecff; stroke: #3b6fd4 }
          path { fill: none; stroke: #64748b; stroke-width: 1.6; marker-end: url(#tip) }
          #tip path { fill: #64748b; stroke: none; marker-end: none }
          .asks { stroke-dasharray: 5 4 }
          @media (prefers-color-scheme: dark) {
            text { fill: #e5e7eb }
            .note { fill: #9ca3af }
            rect { fill: #1e293b; stroke: #64748b }
            .service { fill: #1e3a6e; stroke: #6f9bf0 }
          }
        </style>
        <defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z"/></marker></defs>

        """;

    private readonly StringBuilder _svg = new();

    private ArchitecturePicture()
    {
    }

    public static string Draw(ComposedSystem system)
    {
        var rows = Math.Max(system.Targets.Count, 2);
        var middle = Margin + ((rows - 1) * Row / 2);
        var bottom = Margin + (rows * Row) + 36;
        var (width, height) = ((2 * Margin) + (4 * Width) + (3 * Gap), bottom + Height + Margin);

        var picture = new ArchitecturePicture();
        picture._svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" role=\"img\"");
        picture._svg.Append(" aria-label=\"Rows go from the generator through the broker and the writer into the databases\">\n").Append(Styles);

        picture.Box(0, middle, system.Generator, string.Create(CultureInfo.InvariantCulture, $"fills, then sends {system.Tables.Count} tables"), "service");
        picture.Box(1, middle, system.Broker, Tag(system.Broker));
        picture.Box(2, middle, system.Writer, "writes exactly once", "service");
        picture.Arrow(Right(0), Center(middle), Left(1), Center(middle));
        picture.Arrow(Right(1), Center(middle), Left(2), Center(middle));
        foreach (var (number, target) in system.Targets.Index())
        {
            var top = Margin + (number * Row) + ((rows - system.Targets.Count) * Row / 2);
            picture.Box(3, top, target, Tag(target));
            picture.Arrow(Right(2), Center(middle), Left(3), Center(top));
        }

        // The API asks generator and writer, and stands between them with what it shows.
        picture.Box(1, bottom, system.Api, "live page, fills, control", "service");
        picture.Turn(Left(1), Center(bottom), Left(0) + (Width / 2), middle + Height);
        picture.Turn(Right(1), Center(bottom), Left(2) + (Width / 2), middle + Height);
        if (system.Registry is { } registry)
            picture.Label(Left(1) + (Width / 2), middle + Height + 20, $"schemas: {registry.Name} ({Tag(registry)})");
        if (system.Observers.Count > 0)
        {
            picture.Label(Left(2) + Gap + Width, bottom + 22, "metrics, traces and logs of all three:");
            picture.Label(Left(2) + Gap + Width, bottom + 42, string.Join(" · ", system.Observers.Select(observer => observer.Name)));
        }

        return picture._svg.Append("</svg>\n").ToString();
    }

    private static int Left(int column) => Margin + (column * (Width + Gap));

    private static int Right(int column) => Left(column) + Width;

    private static int Center(int top) => top + (Height / 2);

    // The registry's host and folders say nothing here.
    private static string Tag(Part part) => part.Image[(part.Image.LastIndexOf('/') + 1)..];

    private void Box(int column, int top, Part part, string note, string style = "server")
    {
        var (left, center) = (Left(column), Left(column) + (Width / 2));
        _svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"{style}\" x=\"{left}\" y=\"{top}\" width=\"{Width}\" height=\"{Height}\" rx=\"8\"/>\n");
        _svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{center}\" y=\"{top + 28}\">{WebUtility.HtmlEncode(part.Name)}</text>\n");
        Label(center, top + 48, note);
    }

    private void Label(int x, int y, string text) =>
        _svg.Append(CultureInfo.InvariantCulture, $"<text class=\"note\" x=\"{x}\" y=\"{y}\">{WebUtility.HtmlEncode(text)}</text>\n");

    private void Arrow(int fromX, int fromY, int toX, int toY)
    {
        var middle = (fromX + toX) / 2;
        _svg.Append(CultureInfo.InvariantCulture, $"<path d=\"M{fromX} {fromY}C{middle} {fromY} {middle} {toY} {toX} {toY}\"/>\n");
    }

    private void Turn(int fromX, int fromY, int toX, int toY) =>
        _svg.Append(CultureInfo.InvariantCulture, $"<path class=\"asks\" d=\"M{fromX} {fromY}Q{toX} {fromY} {toX} {toY}\"/>\n");
}
