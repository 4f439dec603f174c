namespace StellarForge.Brokers.Redis;

/// <summary>What has to happen at once, in the server's Lua; scripts run one at a time.</summary>
internal static class RedisScripts
{
    /// <summary>The number of values that stand for a message.</summary>
    public const int ValuesOfMessage = 5;

    /// <summary>
    /// Makes a topic unless it is there. KEYS: the topic. ARGV: partitions, most messages of each or 0.
    /// </summary>
    public const string Create = """
        redis.call('HSETNX', KEYS[1], 'partitions', ARGV[1])
        if ARGV[2] ~= '0' then redis.call('HSETNX', KEYS[1], 'maxlen', ARGV[2]) end
        return 1
        """;

    /// <summary>
    /// Appends messages to a partition: the end moves on by their number, and gives them their ids. KEYS: the topic, the stream. ARGV: the partition, then
    /// for each message value, time, key, origin, trace context; what is empty is left out, but for the value.
    /// Gives −1 where there is no such topic, −2 where it has no such partition.
    /// </summary>
    public const string Append = """
        local topic = redis.call('HMGET', KEYS[1], 'partitions', 'maxlen')
        if not topic[1] then return -1 end
        if tonumber(ARGV[1]) >= tonumber(topic[1]) then return -2 end
        local count = (#ARGV - 1) / 5
        local last = redis.call('HINCRBY', KEYS[1], 'end:' .. ARGV[1], count) - count
        for number = 1, count do
          local at = 2 + (number - 1) * 5
          local entry = {KEYS[2]}
          if topic[2] then
            entry[2] = 'MAXLEN'; entry[3] = '~'; entry[4] = topic[2]
          end
          entry[#entry + 1] = string.format('%.0f-0', last + number)
          entry[#entry + 1] = 'value'; entry[#entry + 1] = ARGV[at]
          entry[#entry + 1] = 'time'; entry[#entry + 1] = ARGV[at + 1]
          if ARGV[at + 2] ~= '' then entry[#entry + 1] = 'key'; entry[#entry + 1] = ARGV[at + 2] end
          if ARGV[at + 3] ~= '' then entry[#entry + 1] = 'stellarforge-event'; entry[#entry + 1] = ARGV[at + 3] end
          if ARGV[at + 4] ~= '' then entry[#entry + 1] = 'traceparent'; entry[#entry + 1] = ARGV[at + 4] end
          redis.call('XADD', unpack(entry))
        end
        return last
        """;

    /// <summary>
    /// Shares the partitions of topics among the members that read the same topic and spoke within the time-out: each gives up what is beyond its share, and
    /// takes what is free up to it. KEYS: for each topic its members' last words, and its owners. ARGV: this member, the time-out in milliseconds, 1 where it
    /// leaves, the number of each topic's partitions. Gives for each topic the partitions that are its.
    /// </summary>
    public const string Share = """
        local me = ARGV[1]
        local time = redis.call('TIME')
        local now = time[1] * 1000 + math.floor(time[2] / 1000)
        local answer, before = {}, 0
        for topic = 1, #KEYS / 2 do
          local words, owners, count = KEYS[2 * topic - 1], KEYS[2 * topic], tonumber(ARGV[3 + topic])
          redis.call('ZREMRANGEBYSCORE', words, '-inf', now - ARGV[2])
          if ARGV[3] == '1' then redis.call('ZREM', words, me) else redis.call('ZADD', words, now, me) end
          local members = redis.call('ZRANGE', words, 0, -1)
          table.sort(members)
          local alive, share = {}, 0
          for rank, member in ipairs(members) do
            alive[member] = true
            if member == me then
              share = math.floor(count / #members)
              -- Who has one more is another with each topic: topics of one partition are shared as well.
              if (rank - 1 - before) % #members < count % #members then share = share + 1 end
            end
          end
          local mine, free = {}, {}
          for partition = 0, count - 1 do
            local owner = redis.call('HGET', owners, partition)
            if owner == me and #mine < share then
              mine[#mine + 1] = partition
            elseif not owner or owner == me or not alive[owner] then
              redis.call('HDEL', owners, partition)
              if owner ~= me then free[#free + 1] = partition end
            end
          end
          for _, partition in ipairs(free) do
            if #mine < share then
              redis.call('HSET', owners, partition, me)
              mine[#mine + 1] = partition
            end
          end
          redis.call('PEXPIRE', words, 10 * ARGV[2])
          redis.call('PEXPIRE', owners, 10 * ARGV[2])
          answer[topic] = mine
          before = before + count
        end
        return answer
        """;
}
