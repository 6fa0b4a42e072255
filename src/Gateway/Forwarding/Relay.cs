using System.Buffers;
using BudgetMesh.Gateway.Configuration;
using BudgetMesh.Http;
using Microsoft.AspNetCore.Http;

namespace BudgetMesh.Gateway.Forwarding;

/// <summary>
/// Passes a provider's answer on, piece by piece as it comes, and meters it. When the client has gone the answer is read on all the same, for
/// a while: the provider goes on as well, and only its end says what it costs.
/// </summary>
/// <param name="exchange">Begun.</param>
internal sealed class Relay(Exchange exchange, Times times, HttpContext client, TimeProvider clock)
{
    private const int ReadBytes = 16 * 1024;

    private readonly AnswerMeter _meter = exchange.Meter!;
    private readonly ArrayBufferWriter<byte>? _passed = exchange.Meter!.Filters ? new ArrayBufferWriter<byte>() : null;

    /// <summary>When the client went; 0 while it is there.</summary>
    private long _goneAt;

    private bool IsClientGone => Volatile.Read(ref _goneAt) != 0;

    /// <summary>How long the next piece may take.</summary>
    private TimeSpan Patience
    {
        get
        {
            if (!IsClientGone)
                return times.Silence;
            var left = times.ReadOn - clock.GetElapsedTime(_goneAt);
            return left > times.Silence ? times.Silence : left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>Settles when it is over. False where the answer broke off, so that the client's connection has to break off as well.</summary>
    /// <param name="stop">The gateway has waited long enough for answers that are under way.</param>
    public async Task<bool> RunAsync(Stream answer, CancellationToken stop)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(ReadBytes);
        using var cut = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var gone = client.RequestAborted.UnsafeRegister(
            static state =>
            {
                var (relay, cut) = ((Relay, CancellationTokenSource))state!;
                relay.Leave();
                cut.CancelAfter(relay.Patience);
            },
            (this, cut));
        try
        {
            while (true)
            {
                cut.CancelAfter(Patience);
                var read = await answer.ReadAsync(buffer.AsMemory(0, ReadBytes), cut.Token);
                // A client that takes its time is no silence of the provider's.
                cut.CancelAfter(Timeout.InfiniteTimeSpan);
                await PassAsync(buffer.AsMemory(0, read));
                if (read == 0)
                    return true;
                exchange.GoOn(times.Silence);
            }
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException or OperationCanceledException)
        {
            return false;
        }
        finally
        {
            exchange.Settle();
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <param name="bytes">Empty at the end.</param>
    private async ValueTask PassAsync(ReadOnlyMemory<byte> bytes)
    {
        _passed?.ResetWrittenCount();
        if (bytes.IsEmpty)
            _meter.End(_passed);
        else
            _meter.Feed(bytes.Span, _passed);
        var passed = _passed?.WrittenMemory ?? bytes;
        if (IsClientGone || passed.IsEmpty)
            return;
        try
        {
            var taken = client.Response.BodyWriter.WriteAsync(passed, client.RequestAborted);
            if (taken.IsCompleted)
                await taken;
            else
                await taken.AsTask().WaitAsync(times.Silence, clock);
        }
        catch (TimeoutException)
        {
            // A server waits for hours until what it has sent is taken: a client that does not read is gone, or it would keep the hold.
            client.Abort();
            Leave();
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException)
        {
            Leave();
        }
    }

    private void Leave() => Interlocked.CompareExchange(ref _goneAt, clock.GetTimestamp(), 0);
}
