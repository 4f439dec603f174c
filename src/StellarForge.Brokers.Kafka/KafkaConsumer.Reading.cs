using Confluent.Kafka;
using StellarForge.Engine;
using StellarForge.Engine.Brokers;
using TopicPartition = StellarForge.Engine.Brokers.TopicPartition;

namespace StellarForge.Brokers.Kafka;

/// <content>What runs on the consumer's thread.</content>
internal sealed partial class KafkaConsumer
{
    private AssignmentChange? Read(MessageBatch batch, TimeSpan wait, CancellationToken cancellationToken)
    {
        if (_given is { } given)
        {
            _consumer.Assign(Take(given));
            _given = null;
        }

        if (!_isLost && _changes.TryDequeue(out var change))
            return change;
        var end = Environment.TickCount64 + (long)wait.TotalMilliseconds;
        var read = 0;
        while (!batch.IsFull)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var isPlaced = Place();
            var left = Math.Clamp(end - Environment.TickCount64, 0, isPlaced ? (long)Slice.TotalMilliseconds : 1);
            if (Poll(read > 0 ? 0 : (int)left) is { } result)
            {
                read += Add(batch, result);
                if (_changes.Count == 0 && !_isLost)
                    continue;
            }

            // librdkafka joins the group again, and at times reads nothing of the partitions that it is given then: with another consumer all begins anew.
            if (_isLost)
            {
                throw new BrokerException(
                    $"{_settings.DisplayName}: the group gave the partitions of this reader to others, as it was silent for too long.",
                    kind: ErrorKind.Transient);
            }

            // Messages that came before a change are given before it.
            if (_changes.Count > 0)
                return read > 0 ? null : _changes.Dequeue();
            if (read > 0 || Environment.TickCount64 >= end)
                break;
            RequireBroker();
        }

        return null;
    }

    private ConsumeResult<int, int>? Poll(int milliseconds)
    {
        try
        {
            return _consumer.Consume(milliseconds);
        }
        catch (ConsumeException error) when (error.Error.Code == ErrorCode.Local_AutoOffsetReset)
        {
            throw OutOfRange(error);
        }
        catch (ConsumeException error) when (error.Error.Code == ErrorCode.Local_MaxPollExceeded)
        {
            return null; // What that costs, the partitions, is reported by itself.
        }
        catch (ConsumeException error) when (error.ConsumerRecord is { Topic: { } topic } && error.Error.Code != ErrorCode.Local_AutoOffsetReset)
        {
            throw Failed($"{topic}[{error.ConsumerRecord.Partition.Value}] can't be read", error.Error);
        }
        catch (KafkaException error)
        {
            throw Failed("nothing can be read", error.Error);
        }
    }

    private int Add(MessageBatch batch, ConsumeResult<int, int> result)
    {
        _reports.Answered();
        if (!_partitions.TryGetValue(Of(result.TopicPartition), out var reading) || reading.IsPaused || reading.SeekTo is not null)
            return 0;
        var headers = result.Message.Headers;
        byte[]? origin = null, trace = null;
        if (_settings.HasHeaders && headers is { Count: > 0 })
        {
            headers.TryGetLastBytes(EventOrigin.HeaderName, out origin);
            headers.TryGetLastBytes(TraceParent, out trace);
        }

        var timestamp = result.Message.Timestamp;
        var message = new Engine.Brokers.Message
        {
            Partition = reading.Partition,
            Offset = result.Offset.Value,
            Timestamp = timestamp.Type == TimestampType.NotAvailable ? 0 : timestamp.UnixTimestampMs * 1000,
            Key = _key.Bytes,
            Value = _value.Bytes,
            Origin = origin is null ? null : EventOrigin.Read(origin),
            TraceParent = trace,
        };
        batch.Add(_settings.HasHeaders ? message : KafkaEnvelope.Unwrap(message));
        return 1;
    }

    /// <summary>Brings librdkafka to where <see cref="Seek"/> and <see cref="Pause"/> want the partitions.</summary>
    /// <returns>Whether all are there; one that was just assigned can't be sought for a moment.</returns>
    private bool Place()
    {
        var isPlaced = true;
        foreach (var reading in _partitions.Values)
        {
            if (reading.IsPaused != reading.IsPausedAtBroker)
            {
                Confluent.Kafka.TopicPartition[] partition = [Of(reading.Partition)];
                if (reading.IsPaused)
                    _consumer.Pause(partition);
                else
                    _consumer.Resume(partition);
                reading.IsPausedAtBroker = reading.IsPaused;
            }

            if (reading.SeekTo is not { } offset)
                continue;
            try
            {
                _consumer.Seek(new TopicPartitionOffset(Of(reading.Partition), offset));
                reading.SeekTo = null;
            }
            catch (KafkaException error) when (error.Error.Code is ErrorCode.Local_State or ErrorCode.Local_InProgress)
            {
                isPlaced = false;
            }
            catch (KafkaException error)
            {
                throw Failed($"{reading.Partition} can't be read from offset {offset}", error.Error);
            }
        }

        return isPlaced;
    }

    // While no broker is there, librdkafka is silent, and goes on trying.
    private void RequireBroker()
    {
        if (_reports.Fatal is { } fatal)
            throw Failed("nothing can be read", fatal);
        if (_reports.Down < _settings.ConnectTimeout || _partitions.Count == 0)
            return;
        Offsets(_partitions.Keys.First());
    }

    private BrokerException OutOfRange(ConsumeException error)
    {
        var partition = Of(error.ConsumerRecord.TopicPartition);
        var range = Offsets(partition);
        return new BrokerException(FormattableString.Invariant(
            $"{_settings.DisplayName}: {partition} has no message at the offset that is to be read: it holds those from {range.Begin} to {range.End - 1}."),
            error);
    }

    private List<TopicPartitionOffset> Assigned(List<Confluent.Kafka.TopicPartition> partitions)
    {
        var added = partitions.ConvertAll(Of);
        if (added.Count > 0)
            _changes.Enqueue(new AssignmentChange(added, []));
        return Take(added);
    }

    private List<TopicPartitionOffset> Take(IEnumerable<TopicPartition> partitions)
    {
        var taken = new List<TopicPartitionOffset>();
        foreach (var partition in partitions)
        {
            _partitions.TryAdd(partition, new Reading(partition));

            // As a number: librdkafka looks up a logical end, and does so again half a second after a seek that came before the answer, which undoes the seek.
            taken.Add(new TopicPartitionOffset(Of(partition), Offsets(partition).End));
        }

        return taken;
    }

    private void Revoked(List<TopicPartitionOffset> partitions)
    {
        var removed = partitions.ConvertAll(partition => Of(partition.TopicPartition));
        foreach (var partition in removed)
            _partitions.Remove(partition);
        if (removed.Count > 0)
            _changes.Enqueue(new AssignmentChange([], removed));
    }
}
