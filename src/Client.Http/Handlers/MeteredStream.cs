using System.Buffers;

namespace BudgetMesh.Http;

/// <summary>An answer's bytes, metered as they are read. Its end, its failure and its disposal settle the exchange, whichever comes first.</summary>
internal sealed class MeteredStream(Stream inner, Exchange exchange, TimeSpan silenceMost) : Stream
{
    private const int ReadBytes = 16 * 1024;

    private readonly AnswerMeter _meter = exchange.Meter!;

    /// <summary>What is to be passed on where something is left out; null where nothing is.</summary>
    private readonly ArrayBufferWriter<byte>? _passed = exchange.Meter!.Filters ? new ArrayBufferWriter<byte>() : null;

    private byte[] _read = [];
    private int _given;
    private bool _isEnded;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty)
            return 0;
        while (true)
        {
            if (TryGive(buffer, out var given))
                return given;
            try
            {
                var into = _passed is null ? buffer : Room().Span;
                var read = inner.Read(into);
                Took(into[..read]);
                if (_passed is null)
                    return read;
            }
            catch
            {
                exchange.Settle();
                throw;
            }
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty)
            return 0;
        while (true)
        {
            if (TryGive(buffer.Span, out var given))
                return given;
            try
            {
                var into = _passed is null ? buffer : Room();
                var read = await inner.ReadAsync(into, cancellationToken).ConfigureAwait(false);
                Took(into.Span[..read]);
                if (_passed is null)
                    return read;
            }
            catch
            {
                exchange.Settle();
                throw;
            }
        }
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            exchange.Settle();
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private Memory<byte> Room() => _read.Length > 0 ? _read : _read = new byte[ReadBytes];

    /// <summary>What is left to be given to the reader; true with none at the end.</summary>
    private bool TryGive(Span<byte> buffer, out int given)
    {
        given = 0;
        if (_passed is null)
            return _isEnded;
        given = Math.Min(buffer.Length, _passed.WrittenCount - _given);
        _passed.WrittenSpan.Slice(_given, given).CopyTo(buffer);
        _given += given;
        return given > 0 || _isEnded;
    }

    private void Took(ReadOnlySpan<byte> bytes)
    {
        _passed?.ResetWrittenCount();
        _given = 0;
        if (bytes.IsEmpty)
        {
            _isEnded = true;
            _meter.End(_passed);
            exchange.Settle();
            return;
        }

        _meter.Feed(bytes, _passed);
        exchange.GoOn(silenceMost);
    }
}
