using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace StellarForge.Services.Tests.Telemetry;

public sealed class PrometheusExporterTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Names_have_units_and_endings_and_text_is_escaped()
    {
        await using var host = await TestHost.StartAsync();
        using var meter = Meter(host);
        var sent = meter.CreateCounter<int>("some.sent", "By", "What\nwas \\sent");
        sent.Add(2, new KeyValuePair<string, object?>("the.name", "a\"b\\c\nd"), new KeyValuePair<string, object?>("flag", true));
        sent.Add(3, new KeyValuePair<string, object?>("flag", true), new KeyValuePair<string, object?>("the.name", "a\"b\\c\nd"));
        meter.CreateUpDownCounter<long>("some.jobs", "{job}").Add(-1);
        meter.CreateGauge<double>("some.share", "1").Record(0.25);
        meter.CreateObservableGauge("some.thing.count", () => 7, "{thing}");

        var text = await ScrapeAsync(host);

        // The order of attributes makes no other series.
        text.ShouldContain("# HELP some_sent_bytes_total What\\nwas \\\\sent\n# TYPE some_sent_bytes_total counter\n"
            + "some_sent_bytes_total{flag=\"true\",the_name=\"a\\\"b\\\\c\\nd\"} 5\n");
        text.ShouldContain("# TYPE some_jobs gauge\nsome_jobs -1\n");
        text.ShouldContain("\nsome_share_ratio 0.25\n");
        text.ShouldContain("\nsome_thing_number 7\n");
    }

    [Fact]
    public async Task A_histogram_has_the_buckets_that_it_advises_each_with_those_below()
    {
        await using var host = await TestHost.StartAsync();
        using var meter = Meter(host);
        var advice = new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 1] };
        var duration = meter.CreateHistogram("some.duration", "s", "A time", [], advice);
        foreach (var value in (double[])[0.05, 0.1, 0.5, 3])
            duration.Record(value);

        (await ScrapeAsync(host)).ShouldContain("""
            # HELP some_duration_seconds A time
            # TYPE some_duration_seconds histogram
            some_duration_seconds_bucket{le="0.1"} 2
            some_duration_seconds_bucket{le="1"} 3
            some_duration_seconds_bucket{le="+Inf"} 4
            some_duration_seconds_sum 3.65
            some_duration_seconds_count 4

            """);
    }

    [Fact]
    public async Task What_is_no_longer_observed_is_no_longer_shown_and_a_gauge_that_fails_hides_no_other()
    {
        await using var host = await TestHost.StartAsync();
        using var meter = Meter(host);
        List<Measurement<int>> observed = [new(1, new KeyValuePair<string, object?>("name", "a")), new(2, new KeyValuePair<string, object?>("name", "b"))];
        meter.CreateObservableGauge("some.left", () => observed);
        meter.CreateObservableGauge("some.failing", int () => throw new InvalidOperationException("It is gone."));

        (await ScrapeAsync(host)).ShouldContain("some_left{name=\"a\"} 1\nsome_left{name=\"b\"} 2\n");
        observed.RemoveAt(0);
        var text = await ScrapeAsync(host);

        text.ShouldContain("# TYPE some_left gauge\nsome_left{name=\"b\"} 2\n");
        text.ShouldNotContain("name=\"a\"");
    }

    [Fact]
    public async Task Attributes_without_end_are_one_series_from_a_bound_on()
    {
        await using var host = await TestHost.StartAsync();
        using var meter = Meter(host);
        var counter = meter.CreateCounter<long>("some.many");
        for (var number = 0; number < 5000; number++)
            counter.Add(1, new KeyValuePair<string, object?>("number", number));

        var lines = (await ScrapeAsync(host)).Split('\n').Where(line => line.StartsWith("some_many_total{", StringComparison.Ordinal)).ToList();

        lines.Count.ShouldBe(2001);
        lines.ShouldContain("some_many_total{otel_metric_overflow=\"true\"} 3000");
    }

    [Fact]
    public async Task An_application_shows_nothing_of_another_in_its_process()
    {
        await using var host = await TestHost.StartAsync();
        await using var other = await TestHost.StartAsync();
        using var meter = Meter(other);
        meter.CreateCounter<long>("some.others").Add(1);

        (await ScrapeAsync(host)).ShouldNotContain("some_others");
        (await ScrapeAsync(other)).ShouldContain("some_others_total 1");
    }

    [Fact]
    public async Task Measurements_of_many_threads_are_all_counted_and_make_no_garbage()
    {
        await using var host = await TestHost.StartAsync();
        using var meter = Meter(host);
        var counter = meter.CreateCounter<long>("some.threads");
        KeyValuePair<string, object?>[] tags = [new("table", "orders"), new("outcome", "written")];
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Add(10_000), Cancelled)));

        var before = GC.GetAllocatedBytesForCurrentThread();
        Add(10_000);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
        (await ScrapeAsync(host)).ShouldContain("some_threads_total{outcome=\"written\",table=\"orders\"} 50000\n");

        void Add(int times)
        {
            for (var time = 0; time < times; time++)
                counter.Add(1, tags);
        }
    }

    private static Meter Meter(TestHost host) => host.App.Services.GetRequiredService<IMeterFactory>().Create("StellarForge");

    private static Task<string> ScrapeAsync(TestHost host) => host.Client.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancelled);
}
