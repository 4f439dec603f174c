using StellarForge.ServiceDefaults;

namespace StellarForge.Api.Live;

/// <summary>The report on the model, which is made once: rows that others own are counted for it.</summary>
/// <param name="topology">The topology.</param>
internal sealed class ModelReports(Topology topology)
{
    private readonly Lazy<ModelReport> _report = new(() => ModelReport.Of(topology));

    /// <summary>The report.</summary>
    public ModelReport Report => _report.Value;
}
