using StellarForge.Engine.Streams;

namespace StellarForge.Engine.Tests.Streams;

// Topics that are not what they were.
public sealed partial class PipelineTests
{
    [Fact]
    public async Task Messages_that_retention_deleted_unread_are_an_error_and_reset_reads_what_is_left()
    {
        Send(0, -1);
        await RunAsync();
        for (var number = 1; number < 5; number++)
            Send(number, number - 1);
        _broker.Topic(Topic).Partitions[0].Begin = 3;

        (await Should.ThrowAsync<PipelineException>(() => RunAsync())).Message
            .ShouldContain("numbers[0] begins at offset 3 by now, and messages from 1 on were not read");
        await RunAsync(new PipelineOptions { Reset = true });

        Written().ShouldBe([0, 3, 4]);
    }

    [Fact]
    public async Task Messages_that_retention_deleted_after_they_were_read_are_no_loss()
    {
        Send(0, -1);
        await RunAsync();
        _broker.Topic(Topic).Partitions[0].Begin = 1;
        Send(1, 0);

        await RunAsync();

        Written().ShouldBe([0, 1]);
    }

    [Fact]
    public async Task A_topic_that_was_made_anew_is_an_error()
    {
        Foreign("1");
        Foreign("2");
        await RunAsync();

        _broker.Create(Topic, 1);
        Foreign("3");
        (await Should.ThrowAsync<PipelineException>(() => RunAsync())).Message.ShouldContain("numbers[0] ends at offset 1, and was read up to 2");
        Foreign("4");
        Foreign("5");
        (await Should.ThrowAsync<PipelineException>(() => RunAsync())).Message.ShouldContain("holds another message at offset 1");
        await RunAsync(new PipelineOptions { Reset = true });

        Written().ShouldBe([1, 2, 3, 4, 5]);
    }

    [Fact]
    public async Task The_same_broker_by_another_address_is_refused_and_another_broker_is_read_from_its_beginning()
    {
        Foreign("1");
        Foreign("2");
        await RunAsync();
        _target.Rename("memory:before");

        var error = await Should.ThrowAsync<PipelineException>(() => RunAsync());
        error.Message.ShouldContain("numbers[0] was read up to offset 2 from memory:before, and memory: has the same messages");
        error.Message.ShouldContain("--source memory:before");
        Written().ShouldBe([1, 2]);

        _broker.Create(Topic, 1);
        Foreign("3");
        Foreign("4");
        await RunAsync();

        Written().ShouldBe([1, 2, 3, 4]);
    }

    [Fact]
    public async Task A_reset_reads_the_same_broker_anew_by_another_address()
    {
        Foreign("1");
        await RunAsync();
        _target.Rename("memory:before");

        await RunAsync(new PipelineOptions { Reset = true });

        Written().ShouldBe([1, 1]);
    }

    [Fact]
    public async Task Topics_that_can_not_be_read_exactly_once_are_refused()
    {
        _broker.Create("compacted", 1, isCompacted: true);

        (await Should.ThrowAsync<PipelineException>(() => RunAsync(topic: "compacted"))).Message.ShouldContain("the topic compacted is compacted");
        (await Should.ThrowAsync<PipelineException>(() => RunAsync(topic: "nothing"))).Message.ShouldContain("has no topic nothing");

        await RunAsync();
        _broker.Create(Topic, 2);
        (await Should.ThrowAsync<FillRefusedException>(() => RunAsync())).Message.ShouldContain("partitions");
    }

    [Fact]
    public async Task Partitions_that_a_topic_gets_meanwhile_are_an_error()
    {
        Foreign("1");
        var running = RunAsync(new PipelineOptions { UntilIdle = TimeSpan.FromMinutes(1) });
        await Until(() => _target.Commits == 1);

        _broker.Topic(Topic).Partitions.Add(new MemoryBroker.MemoryPartition());
        _broker.Rebalance(0);

        (await Should.ThrowAsync<PipelineException>(() => running)).Message.ShouldContain("the topic numbers has more partitions, and had 1");
    }

    [Fact]
    public async Task A_pipeline_that_lost_its_partitions_is_not_done_until_it_has_read_them()
    {
        Foreign("1");
        var reads = 0;
        _target.Stepping = step =>
        {
            if (step != "committed" || reads > 0)
                return Task.CompletedTask;
            _broker.Revoke();
            Foreign("2");
            _broker.Reading = () =>
            {
                // Each read waits for a while: by then, nothing has come for longer than UntilIdle.
                if (++reads == 10)
                    _broker.Rebalance(0);
            };
            return Task.CompletedTask;
        };

        await RunAsync();

        Written().ShouldBe([1, 2]);
    }
}
