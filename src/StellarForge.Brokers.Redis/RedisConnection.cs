using System.Buffers;
using System.Buffers.Text;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using StellarForge.Engine;
using StellarForge.Engine.Brokers;

namespace StellarForge.Brokers.Redis;

/// <summary>
/// A connection that speaks RESP2 (https://redis.io/docs/latest/develop/reference/protocol-spec): a request is an array of strings; an answer is a
/// <see cref="string"/> (a status), a <see cref="long"/>, <see cref="byte"/>s, an array of answers, or <see langword="null"/>. For one call at a time.
/// After a call that ended without its answer (by an error of the network, the time-out or a cancellation) it is of no use: the next would get that answer.
/// </summary>
internal sealed class RedisConnection : IDisposable
{
    private const int DeepestAnswer = 16;

    private readonly RedisSettings _settings;
    private readonly Stream _stream;
    private readonly ArrayBufferWriter<byte> _request = new();
    private byte[] _received = new byte[1 << 16];
    private int _start;
    private int _end;
    private bool _isBroken;

    private RedisConnection(RedisSettings settings, Stream stream) => (_settings, _stream) = (settings, stream);

    /// <summary>The bytes of the last answer's strings.</summary>
    public long AnswerLength { get; private set; }

    /// <summary>Connects and logs in.</summary>
    public static async Task<RedisConnection> OpenAsync(RedisSettings settings, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(settings.Timeout);
        var client = new TcpClient { NoDelay = true };
        try
        {
            await client.ConnectAsync(settings.Host, settings.Port, patience.Token).ConfigureAwait(false);
            Stream stream = client.GetStream();
            if (settings.UsesTls)
            {
                var tls = new SslStream(stream);
                await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = settings.Host }, patience.Token).ConfigureAwait(false);
                stream = tls;
            }

            var connection = new RedisConnection(settings, stream);
            if (settings.Password is { } password)
                await connection.CallAsync(cancellationToken, settings.User is { } user ? ["AUTH", user, password] : ["AUTH", password]).ConfigureAwait(false);
            if (settings.Database != 0)
                await connection.CallAsync(cancellationToken, "SELECT", $"{settings.Database}").ConfigureAwait(false);
            return connection;
        }
        catch (Exception error)
        {
            client.Dispose();
            if (error is OperationCanceledException && !cancellationToken.IsCancellationRequested)
                throw RedisErrors.Describe(settings, new TimeoutException("no connection within the time-out"));
            if (RedisErrors.IsOfNetwork(error))
                throw RedisErrors.Describe(settings, error);
            throw;
        }
    }

    /// <summary>Begins a request.</summary>
    /// <param name="count">The number of its strings, which are to be added.</param>
    public void Begin(int count)
    {
        _request.Clear();
        WriteLength((byte)'*', count);
    }

    /// <summary>Adds a string to the request.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        WriteLength((byte)'$', bytes.Length);
        _request.Write(bytes);
        _request.Write("\r\n"u8);
    }

    /// <summary>Adds a string to the request.</summary>
    public void Add(string text) => Add(Encoding.UTF8.GetBytes(text));

    /// <summary>Adds a number to the request.</summary>
    public void Add(long number)
    {
        Span<byte> digits = stackalloc byte[20];
        Utf8Formatter.TryFormat(number, digits, out var length);
        Add(digits[..length]);
    }

    /// <summary>Sends a whole request, and gives the answer.</summary>
    public Task<object?> CallAsync(CancellationToken cancellationToken, params ReadOnlySpan<string> request)
    {
        Begin(request.Length);
        foreach (var text in request)
            Add(text);
        return SendAsync(cancellationToken);
    }

    /// <summary>Sends the request that was put together, and gives the answer.</summary>
    /// <param name="cancellationToken">Stops it; the connection is of no use then.</param>
    /// <param name="block">How long the server may wait before it answers.</param>
    /// <exception cref="BrokerException">The server refuses it, or can't be reached.</exception>
    public async Task<object?> SendAsync(CancellationToken cancellationToken, TimeSpan block = default)
    {
        if (_isBroken)
        {
            throw new BrokerException(
                $"{_settings.DisplayName}: an earlier call on this connection ended without its answer; connect anew.", kind: ErrorKind.Transient);
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(_settings.Timeout + block);
        (_isBroken, AnswerLength) = (true, 0);
        try
        {
            await _stream.WriteAsync(_request.WrittenMemory, patience.Token).ConfigureAwait(false);
            var answer = await ReadAsync(0, patience.Token).ConfigureAwait(false);
            _isBroken = false;
            return answer;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw RedisErrors.Describe(_settings, new TimeoutException("no answer within the time-out"));
        }
        catch (Exception error) when (RedisErrors.IsOfNetwork(error))
        {
            throw RedisErrors.Describe(_settings, error);
        }
    }

    public void Dispose() => _stream.Dispose();

    private void WriteLength(byte kind, int length)
    {
        var span = _request.GetSpan(16);
        span[0] = kind;
        Utf8Formatter.TryFormat(length, span[1..], out var digits);
        "\r\n"u8.CopyTo(span[(1 + digits)..]);
        _request.Advance(3 + digits);
    }

    private async ValueTask<object?> ReadAsync(int depth, CancellationToken cancellationToken)
    {
        var line = await ReadLineAsync(cancellationToken).ConfigureAwait(false);
        switch (line.Length > 0 ? line[0] : ' ')
        {
            case '+':
                return line[1..];
            case '-':
                // Within an array there is more to come.
                _isBroken = depth > 0;
                throw RedisErrors.Describe(_settings, line[1..]);
            case ':' when long.TryParse(line.AsSpan(1), out var number):
                return number;
            case '$' when int.TryParse(line.AsSpan(1), out var length):
                return length < 0 ? null : await ReadBytesAsync(length, cancellationToken).ConfigureAwait(false);
            case '*' when int.TryParse(line.AsSpan(1), out var count) && depth < DeepestAnswer:
                if (count < 0)
                    return null;
                var answers = new object?[count];
                for (var index = 0; index < count; index++)
                    answers[index] = await ReadAsync(depth + 1, cancellationToken).ConfigureAwait(false);
                return answers;
            default:
                throw new IOException("what answers does not speak Redis's protocol");
        }
    }

    private async ValueTask<string> ReadLineAsync(CancellationToken cancellationToken)
    {
        for (var searched = 0; ;)
        {
            var at = _received.AsSpan(_start + searched, _end - _start - searched).IndexOf("\r\n"u8);
            if (at >= 0)
            {
                var line = Encoding.UTF8.GetString(_received, _start, searched + at);
                _start += searched + at + 2;
                return line;
            }

            searched = Math.Max(0, _end - _start - 1);
            await FillAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask<byte[]> ReadBytesAsync(int length, CancellationToken cancellationToken)
    {
        AnswerLength += length;
        var bytes = new byte[length];
        var read = Math.Min(length, _end - _start);
        _received.AsSpan(_start, read).CopyTo(bytes);
        _start += read;
        await _stream.ReadExactlyAsync(bytes.AsMemory(read), cancellationToken).ConfigureAwait(false);
        while (_end - _start < 2)
            await FillAsync(cancellationToken).ConfigureAwait(false);
        _start += 2;
        return bytes;
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        if (_start > 0)
        {
            _received.AsSpan(_start, _end - _start).CopyTo(_received);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _received.Length)
            Array.Resize(ref _received, 2 * _received.Length);
        var read = await _stream.ReadAsync(_received.AsMemory(_end), cancellationToken).ConfigureAwait(false);
        if (read == 0)
            throw new EndOfStreamException("the server ended the connection");
        _end += read;
    }
}
