using StellarForge.Engine;
using StellarForge.Engine.Streams;
using StellarForge.ServiceDefaults;

namespace StellarForge.Services.Tests.Supervision;

/// <summary>The engine advises flags of the command line; whoever asks a service has none.</summary>
public sealed class FailureTests
{
    [Fact]
    public void A_refused_fill_says_what_to_ask_the_API_for()
    {
        Failure.Describe(new FillRefusedException("Table orders holds rows of another fill: seed 1. Fill another target, or start anew by --recreate."))
            .ShouldBe("Table orders holds rows of another fill: seed 1. Fill another target, or start anew by a fill with \"recreate\": true.");
        Failure.Describe(new FillRefusedException("Have all its rows deleted by --recreate --force."))
            .ShouldBe("Have all its rows deleted by stellarforge fill --recreate --force.");
    }

    [Theory]
    [InlineData("Write it first; or give the --name and the --source, or the same --from, that write was given.")]
    [InlineData("The broker says 'by --reset', and \"--tables\" too.")]
    [InlineData("There is no --sources, no my--reset and no --reset-all.")]
    public void What_only_names_a_flag_quotes_one_or_looks_like_one_stays_as_it_is(string message) =>
        Failure.Describe(new TargetException(message)).ShouldBe(message);

    [Fact]
    public void An_apostrophe_is_no_quote() => Failure.Describe(new PipelineException("It can't go on; its topics' ends don't fit. --reset reads them anew."))
        .ShouldBe("It can't go on; its topics' ends don't fit. stellarforge write --reset reads them anew.");

    [Fact]
    public void A_pipeline_that_stopped_says_which_command_mends_it()
    {
        Failure.Describe(FillRefusedException.OtherPartitions("shop", "orders", 8, 12)).ShouldEndWith("by stellarforge write --reset.");
        Failure.Describe(new PipelineException("Go on from there by --source kafka://a. --reset --mode ignore reads what is left."))
            .ShouldBe("Go on from there by stellarforge write --source kafka://a. stellarforge write --reset --mode ignore reads what is left.");
    }
}
