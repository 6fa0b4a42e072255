using System.Runtime.ExceptionServices;
using BudgetMesh.Lending;
using BudgetMesh.Routing;
using BudgetMesh.Wire;

namespace BudgetMesh.Client;

/// <summary>
/// The gate's clockwork: wakes when the book wants a sync or something is due by time, and keeps one message to the owners
/// under way. Everything that needs no I/O happens in one turn under the lock.
/// </summary>
internal sealed class SyncLoop : IDisposable
{
    /// <summary>A gate that owes nobody a report asks for clock and versions this often.</summary>
    private static readonly TimeSpan HelloAfter = LendingRules.RefreshFar, HelloAfterWithoutPlan = LendingRules.RefreshNear;

    /// <summary>Turns that have nothing to do are at least this far apart.</summary>
    private static readonly TimeSpan TurnLeast = TimeSpan.FromMilliseconds(1);

    /// <summary>While the silo refuses the key, only somebody's hand can help.</summary>
    private static readonly TimeSpan RefusedPause = TimeSpan.FromSeconds(30);

    private readonly GateLives _lives;
    private readonly ISiloTransport _silo;
    private readonly GateOptions _options;
    private readonly MonotonicClock _clock;
    private readonly SiloClock _wall;
    private readonly Connection _connection;
    private readonly GateMeter _meter;
    private readonly Action _closed;
    private readonly CancellationToken _stop;
    private readonly Wakeup _wakeup;
    private readonly Backoff _backoff = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(2));
    private readonly List<Waiter> _answers = [];
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TimeSpan _notBefore;
    private TimeSpan _helloAt;
    private volatile bool _inFlight;
    private ExceptionDispatchInfo? _fault;

    /// <param name="closed">Called where an owner says that the life which asked is closed.</param>
    public SyncLoop(
        GateLives lives, ISiloTransport silo, GateOptions options, MonotonicClock clock, SiloClock wall, Connection connection, GateMeter meter, Action closed, CancellationToken stop)
    {
        (_lives, _silo, _options, _clock, _wall, _connection, _meter, _closed, _stop) = (lives, silo, options, clock, wall, connection, meter, closed, stop);
        _wakeup = new Wakeup(options.Time);
        Plans = new PlanKeeper(silo, options, wall, Wake, stop);
    }

    public PlanKeeper Plans { get; }

    /// <summary>Completes with the first plan; cancelled where the loop ends before one has come.</summary>
    public Task Ready => _ready.Task;

    public Farewell Farewell { get; } = new();

    public void Wake() => _wakeup.Signal();

    /// <summary>A notice says that there is something new: ask with the next turn.</summary>
    public void Hello()
    {
        lock (_lives.Lock)
            _helloAt = TimeSpan.Zero;
        Wake();
    }

    /// <summary>Learns clock and versions, and puts the first plan in force.</summary>
    /// <param name="silos">How many there are: one that does not answer in time is left, and the next is asked.</param>
    public async Task StartAsync(int silos, CancellationToken cancellation)
    {
        for (var left = silos; ; left--)
        {
            try
            {
                await GreetAsync(cancellation).ConfigureAwait(false);
                return;
            }
            catch (Exception late) when (
                left > 1 && !cancellation.IsCancellationRequested && late is OperationCanceledException or SiloException { InnerException: OperationCanceledException })
            {
                // The transport has turned to the next one.
            }
        }
    }

    public async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            _fault?.Throw();
            var dueAt = Turn();
            var wait = dueAt - _clock.Now;
            await _wakeup.WaitAsync(wait > TurnLeast ? wait : TurnLeast).ConfigureAwait(false);
        }
    }

    /// <summary>The loop has ended: nobody is left waiting, and nobody is admitted.</summary>
    public void DenyWaiting()
    {
        _ready.TrySetCanceled();
        lock (_lives.Lock)
        {
            _lives.Leave();
            _lives.Turn(_clock.Now, _answers);
        }

        foreach (var waiter in _answers)
            Tell(waiter);
    }

    public void Dispose() => _wakeup.Dispose();

    private async Task GreetAsync(CancellationToken cancellation)
    {
        var sentAt = _clock.Now;
        var reply = await ExchangeAsync(new SyncMessage(_lives.Book.Incarnation.Value, 0, []), cancellation).ConfigureAwait(false);
        Hear(reply, sentAt, _clock.Now);
        if (await Plans.StartAsync(_clock.Now, cancellation).ConfigureAwait(false) is { } plan)
            Adopt(plan);
    }

    private void Adopt(GatePlan plan)
    {
        _lives.Book.Adopt(plan);
        _ready.TrySetResult();
    }

    /// <summary>Does what is due. Answers when the next turn is due by time alone.</summary>
    private TimeSpan Turn()
    {
        TimeSpan dueAt;
        lock (_lives.Lock)
        {
            var now = _clock.Now;
            if (Plans.TryRenew(now, out var plan))
                Adopt(plan!);
            _lives.Turn(now, _answers);
            if (!_inFlight && now >= _notBefore)
                TrySend(now);
            Farewell.Look(_lives);
            dueAt = Min(Min(_lives.NextTurnAt, Plans.DueAt), NextSyncAt(now));
        }

        foreach (var waiter in _answers)
            Tell(waiter);
        _answers.Clear();
        return dueAt;
    }

    private void TrySend(TimeSpan now)
    {
        var book = _lives.Book;
        if (!_lives.TryBuildSync(now, out var requests) && now < _helloAt)
            return;
        _inFlight = true;
        _ = SendAsync(book, new SyncMessage(book.Incarnation.Value, (long)book.RoundTrip.TotalMicroseconds, [.. requests.Select(WireMapping.ToWire)]), now);
    }

    private TimeSpan NextSyncAt(TimeSpan now)
    {
        if (_inFlight)
            return TimeSpan.MaxValue;
        var next = Min(_lives.Book.IsClosed ? TimeSpan.MaxValue : _lives.Book.NextSyncAt(now), _helloAt);
        if (next > now && next < TimeSpan.MaxValue)
            next += (next - now) * (Random.Shared.NextDouble() / 10); // gates that started together part
        return next > _notBefore ? next : _notBefore;
    }

    private async Task SendAsync(GateBook book, SyncMessage message, TimeSpan sentAt)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding); // off the lock
        try
        {
            var reply = await ExchangeAsync(message, _stop).ConfigureAwait(false);
            var answers = reply.Scopes.Select(WireMapping.ToCore).OfType<SyncAnswer>().ToList();
            lock (_lives.Lock)
            {
                var now = _clock.Now;
                if (message.Scopes.Count > 0)
                    book.Apply(answers, sentAt, now);
                Hear(reply, sentAt, now);
                Farewell.Answered(_lives, sentAt);
                _backoff.Reset();
                _meter.Synced(now - sentAt);
            }

            _connection.Answered();
            if (book.IsClosed)
                _closed();
        }
        catch (InvariantViolationException bug)
        {
            _fault = ExceptionDispatchInfo.Capture(bug);
        }
#pragma warning disable CA1031 // Whatever a transport throws means that no answer has come.
        catch (Exception problem)
#pragma warning restore CA1031
        {
            lock (_lives.Lock)
            {
                var now = _clock.Now;
                book.SyncFailed(sentAt, now);
                _notBefore = now + (problem is SiloRefusedException ? RefusedPause : _backoff.Next());
                _meter.SyncFailed();
            }

            _connection.Failed(problem);
        }

        _inFlight = false;
        Wake();
    }

    private async Task<SyncReply> ExchangeAsync(SyncMessage message, CancellationToken cancellation)
    {
        using var timeout = new CancellationTokenSource(_options.SyncTimeout, _options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        try
        {
            return await _silo.SyncAsync(message, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException late) when (timeout.IsCancellationRequested)
        {
            throw new SiloException($"no answer within {_options.SyncTimeout}", late);
        }
    }

    private void Hear(SyncReply reply, TimeSpan sentAt, TimeSpan now)
    {
        if (_wall.Observe(reply.UtcMs, sentAt, now))
            _lives.Book.SetClock(_wall.Origin);
        Plans.Heard(reply.PlanVersion, reply.PriceVersion);
        _helloAt = now + (_lives.Book.Plan is null ? HelloAfterWithoutPlan : HelloAfter);
    }

    private void Tell(Waiter waiter)
    {
        if (waiter.TrySetResult(waiter.Pending.Decision) || !waiter.Pending.Decision.IsAllowed)
            return;
        // Nobody waits any more, so nobody has sent it.
        lock (_lives.Lock)
            waiter.Book.Void(waiter.Pending.Decision.Hold, _clock.Now);
    }

    private static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
