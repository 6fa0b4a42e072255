using System.Threading.RateLimiting;
using BudgetMesh.Client;
using BudgetMesh.Routing;

namespace BudgetMesh.RateLimiting;

/// <summary>
/// A gate as a <see cref="RateLimiter"/>. A lease is one request; its permits say how large its input may be, in steps of what one permit
/// stands for. Budgets, limits and capacity are asked together, so a limiter that refuses may be short of any of them: the lease's
/// reason says of which. Zero permits ask whether a request of one permit would be let through, and hold nothing.
/// </summary>
/// <remarks>
/// Waiters are served in no order. Disposing of the limiter ends their waits with a failed lease and leaves the gate and leases that
/// are out as they are.
/// </remarks>
public sealed class GateRateLimiter : RateLimiter
{
    private const string Undecided = "undecided", QueueFull = "queue_full", Disposed = "disposed";

    private readonly Gate _gate;
    private readonly Request _permit;
    private readonly GateRateLimiterOptions _options;
    private readonly LimiterBook _book;
    private readonly CancellationTokenSource _disposal = new();
    private readonly CancellationToken _disposed;
    private int _isFetching;

    /// <param name="permit">What one permit asks for. With n permits the request has n times its input tokens, and the same output bound.</param>
    /// <exception cref="ArgumentOutOfRangeException">A permit is of no tokens, or an option is negative.</exception>
    public GateRateLimiter(Gate gate, in Request permit, GateRateLimiterOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(gate);
        ArgumentOutOfRangeException.ThrowIfZero(permit.InputTokens.Value, nameof(permit));
        _options = options ?? new GateRateLimiterOptions();
        ArgumentOutOfRangeException.ThrowIfNegative(_options.QueueLimit, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.QueuePatience, TimeSpan.Zero, nameof(options));
        (_gate, _permit, _disposed) = (gate, permit, _disposal.Token);
        PermitsMost = (int)(Limits.TokensPerRequestMax / permit.InputTokens.Value);
        _book = new LimiterBook(_options.Time, PermitsMost, _options.QueueLimit);
    }

    /// <summary>The most permits that one call may ask for: a request has at most <see cref="Limits.TokensPerRequestMax"/> tokens.</summary>
    public int PermitsMost { get; }

    /// <summary>Since the last lease was disposed of and the last wait was over; null while there is either.</summary>
    public override TimeSpan? IdleDuration => _book.IdleDuration;

    /// <summary>
    /// Leases and waits of this limiter. Of available permits a gate knows no number, for they depend on all levels and on what others
    /// do: 0 after a refusal, until something is let through; else the most that there can be.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The limiter was disposed of.</exception>
    public override RateLimiterStatistics GetStatistics()
    {
        ObjectDisposedException.ThrowIf(_disposed.IsCancellationRequested, this);
        return _book.Read();
    }

    protected override RateLimitLease AttemptAcquireCore(int permitCount)
    {
        var request = RequestOf(permitCount);
        if (_gate.TryDecide(request, out var decision))
            return Answer(permitCount, request, decision);
        _ = FetchAsync(request);
        return Fail(Undecided, isPassing: true);
    }

    protected override ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken)
    {
        var request = RequestOf(permitCount);
        if (_gate.TryDecide(request, out var decision) && !MayPass(decision, _options.QueuePatience))
            return ValueTask.FromResult<RateLimitLease>(Answer(permitCount, request, decision));
        return _book.TryQueue(permitCount)
            ? new ValueTask<RateLimitLease>(WaitAsync(permitCount, request, decision, cancellationToken))
            : ValueTask.FromResult<RateLimitLease>(Fail(QueueFull, isPassing: true));
    }

    protected override void Dispose(bool disposing)
    {
        _disposal.Cancel();
        base.Dispose(disposing);
    }

    protected override async ValueTask DisposeAsyncCore()
    {
        await _disposal.CancelAsync().ConfigureAwait(false);
        await base.DisposeAsyncCore().ConfigureAwait(false);
    }

    private static bool MayPass(in Decision decision, TimeSpan patience) => decision.RetryAfter is { } wait && wait <= patience;

    /// <summary>Asks as often as the refusals say, until one says that it lasts longer than there is patience for.</summary>
    /// <param name="decision">A refusal that passes; default where the gate could not tell yet.</param>
    private async Task<RateLimitLease> WaitAsync(int permitCount, Request request, Decision decision, CancellationToken cancellation)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _disposed);
        var began = _options.Time.GetTimestamp();
        try
        {
            do
            {
                if (decision.RetryAfter is { } wait)
                    await Task.Delay(wait, _options.Time, either.Token).ConfigureAwait(false);
                decision = await _gate.DecideAsync(request, either.Token).ConfigureAwait(false);
            }
            while (MayPass(decision, _options.QueuePatience - _options.Time.GetElapsedTime(began)));
            return Answer(permitCount, request, decision);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return Fail(Disposed, isPassing: false);
        }
        catch (OperationCanceledException)
        {
            // Whoever waits looks for the token that it gave.
            throw new OperationCanceledException(cancellation);
        }
        finally
        {
            _book.Leave(permitCount);
        }
    }

    private Request RequestOf(int permitCount)
    {
        ObjectDisposedException.ThrowIf(_disposed.IsCancellationRequested, this);
        if (permitCount > PermitsMost)
            throw new ArgumentOutOfRangeException(nameof(permitCount), permitCount, $"at most {PermitsMost} permits of {_permit.InputTokens} tokens can ever be let through at once");
        return _permit with { InputTokens = new TokenCount(_permit.InputTokens.Value * Math.Max(permitCount, 1)) };
    }

    private GateRateLimitLease Answer(int permitCount, in Request request, in Decision decision)
    {
        var holds = decision.IsAllowed && permitCount > 0;
        if (decision.IsAllowed)
            _book.Acquired(holds);
        else
            _book.Failed();
        if (decision.IsAllowed && !holds)
            _gate.Void(decision); // it was a question, and nothing is sent
        return new GateRateLimitLease(_gate, decision, request.InputTokens, holds ? _book.Returned : null);
    }

    private GateRateLimitLease Fail(string reason, bool isPassing)
    {
        _book.Failed();
        return new GateRateLimitLease(_gate, reason, isPassing);
    }

    /// <summary>Nobody waits for the slice that was short; the next attempt shall find it.</summary>
    private async Task FetchAsync(Request request)
    {
        if (Interlocked.Exchange(ref _isFetching, 1) != 0)
            return;
        await _gate.PrefetchAsync(request).ConfigureAwait(false);
        Volatile.Write(ref _isFetching, 0);
    }
}
