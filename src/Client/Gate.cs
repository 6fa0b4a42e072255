using BudgetMesh.Capacity;
using BudgetMesh.Routing;

namespace BudgetMesh.Client;

/// <summary>
/// Answers, inside a gateway's process, whether a request may be sent, to which deployment and with which output bound; and
/// takes what it cost in the end. Every allowed decision is a hold that is to be settled, or voided where the request was
/// never sent; otherwise it is charged in full at its deadline. All members may be called from any thread.
/// </summary>
public sealed partial class Gate : IAsyncDisposable
{
    /// <summary>The input of a middling prompt; what is fetched is a slice of a few such requests.</summary>
    private const int PrefetchInputTokens = 1_000;

    private readonly GateOptions _options;
    private readonly MonotonicClock _clock;
    private readonly GateLives _lives;
    private readonly GateMeter _meter;
    private readonly Connection _connection;
    private readonly SyncLoop _loop;
    private readonly RateLoop _rates;
    private readonly ReceiptSender _receipts;
    private readonly BoundsSharer _bounds;
    private readonly LastWords _lastWords;
    private readonly NoticeListener _notices;
    private readonly ScopeKeys _keys;

    /// <summary>Whether the silo answers.</summary>
    public GateState State => _connection.State;

    /// <summary>Completes when the gate was disposed of; faults where it met a bug and stopped: then every request is denied.</summary>
    public Task Completion { get; private set; } = Task.CompletedTask;

    /// <summary>
    /// Decides from the rights that are here: no I/O, no allocation. False where only the silo can tell, because a slice is
    /// short; then nothing has changed, and <see cref="DecideAsync"/> waits for it.
    /// </summary>
    public bool TryDecide(in Request request, out Decision decision)
    {
        bool isDecided;
        Chores chores;
        lock (_lives.Lock)
        {
            // 1. The time: read here, so that it never runs backwards for the book.
            var now = _clock.Now;

            // 2. The first rung that fits every budget from leaf to root; its hold is made in the same step.
            isDecided = _lives.Book.TryDecide(request, now, out decision);

            // 3. Counted here; a meter reads it when somebody asks.
            if (isDecided)
                _lives.Tally.Count(decision.Verdict, decision.Reason);

            // 4. A slice that runs low and receipts to be sent are the background's business …
            chores = _lives.Due(resolved: false);
        }

        // 5. … which is woken once for each.
        if (chores != Chores.None)
            Wake(chores);
        return isDecided;
    }

    /// <summary>
    /// As <see cref="TryDecide"/>, but where a slice is short it waits for the silo: at most <see cref="GateOptions.Patience"/>,
    /// then it decides with what is here. A cancelled wait holds nothing.
    /// </summary>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public ValueTask<Decision> DecideAsync(Request request, CancellationToken cancellation = default)
    {
        if (cancellation.IsCancellationRequested)
            return ValueTask.FromCanceled<Decision>(cancellation);
        return TryDecide(request, out var decision) ? ValueTask.FromResult(decision) : new ValueTask<Decision>(WaitAsync(request, cancellation));
    }

    /// <summary>As <see cref="DecideAsync"/>, for a <c>using</c>.</summary>
    public async ValueTask<GateLease> LeaseAsync(Request request, CancellationToken cancellation = default) =>
        new(this, await DecideAsync(request, cancellation).ConfigureAwait(false));

    /// <summary>Has the slices of a scope fetched that a request of <see cref="PrefetchInputTokens"/> would need; at most <see cref="GateOptions.Patience"/>.</summary>
    public Task PrefetchAsync(ScopePath scope) => PrefetchAsync(new Request(scope, new TokenCount(PrefetchInputTokens)));

    /// <summary>Has the slices fetched that a request like this one would need; at most <see cref="GateOptions.Patience"/>. Nothing is held, and nothing recorded.</summary>
    public async Task PrefetchAsync(Request request)
    {
        Waiter waiter;
        lock (_lives.Lock)
            waiter = _lives.Prefetch(request, _clock.Now);
        _loop.Wake();
        _rates.Wake();
        await waiter.Task.ConfigureAwait(false);
    }

    /// <summary>
    /// What a provider's answer says of a deployment's capacity: tell it of every answer, served or not. Refusals lower at once what
    /// all gateways send there.
    /// </summary>
    /// <param name="deployment">As decided.</param>
    public void Observe(DeploymentPlan deployment, in ProviderSignal signal)
    {
        Chores chores;
        lock (_lives.Lock)
        {
            _lives.Book.Observe(deployment, signal, _clock.Now);
            chores = _lives.Due(resolved: false);
        }

        if (chores != Chores.None)
            Wake(chores);
    }

    private async Task<Decision> WaitAsync(Request request, CancellationToken cancellation)
    {
        Waiter waiter;
        TimeSpan since;
        lock (_lives.Lock)
            waiter = _lives.Enqueue(request, since = _clock.Now);
        _loop.Wake();
        _rates.Wake();
        using var registration = cancellation.UnsafeRegister(
            static (state, token) =>
            {
                var (gate, waiter) = ((Gate, Waiter))state!;
                gate.Withdraw(waiter, token);
            },
            (this, waiter));
        var decision = await waiter.Task.ConfigureAwait(false);
        _meter.Waited(_clock.Now - since);
        return decision;
    }

    /// <summary>A decision that was made meanwhile finds nobody to tell, and its hold is voided.</summary>
    private void Withdraw(Waiter waiter, CancellationToken token)
    {
        lock (_lives.Lock)
            _lives.Withdraw(waiter);
        waiter.TrySetCanceled(token);
    }

    private void Wake(Chores chores)
    {
        if ((chores & Chores.Sync) != 0)
            _loop.Wake();
        if ((chores & Chores.Rates) != 0)
            _rates.Wake();
        if ((chores & Chores.Receipts) != 0)
            _receipts.Wake();
        if ((chores & Chores.Bounds) != 0)
            _bounds.Wake();
        if ((chores & Chores.LastWords) != 0)
            _lastWords.Wake();
    }
}
