using Microsoft.Win32.SafeHandles;

namespace StellarForge.Cli.Output;

/// <summary>
/// Standard output for results: its errors are <see cref="OutputException"/>s. That the reader of a pipe is gone is one of them, where .NET's console would
/// go on writing for nobody.
/// </summary>
internal sealed class StandardOutput : Stream
{
    private readonly Stream _output = Open();

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Makes the console's text go the same way.</summary>
    public static void Use() => Console.SetOut(new StreamWriter(new StandardOutput(), Console.Out.Encoding) { AutoFlush = true });

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            _output.Write(buffer);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new OutputException(error);
        }
    }

    public override void Flush() => _output.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private static Stream Open()
    {
        if (!OperatingSystem.IsWindows() && Console.IsOutputRedirected)
        {
            try
            {
                // Of what can seek, this stream would keep a position of its own, beside that of others who write there.
                var pipe = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
                if (!pipe.CanSeek)
                    return pipe;
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
            {
                // Closed, or no stream of bytes: writing will say so.
            }
        }

        return Console.OpenStandardOutput();
    }
}

/// <summary>The results can't be written to standard output.</summary>
internal sealed class OutputException(Exception cause) : Exception($"The results can't be written to standard output: {Describe(cause)}.", cause)
{
    private const int BrokenPipe = 32;

    // What .NET denies is a stream that was closed before the process began.
    private static string Describe(Exception cause) => cause is UnauthorizedAccessException ? "it is closed" : cause.Message.TrimEnd('.');

    /// <summary>Whether whoever read them has heard enough.</summary>
    public bool IsReaderGone => InnerException!.HResult == BrokenPipe;
}
