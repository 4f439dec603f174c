using Microsoft.Extensions.Configuration;
using StellarForge.ServiceDefaults;

namespace StellarForge.Services.Tests;

public class TopologyTests
{
    [Fact]
    public void Without_a_section_there_is_the_built_in_model_and_nothing_runs()
    {
        var topology = TopologyReader.Read(new ConfigurationBuilder().Build());

        topology.Model.Name.ShouldBe("retail");
        topology.Streams.ShouldBeEmpty();
        topology.Pipelines.ShouldBeEmpty();
    }
}
