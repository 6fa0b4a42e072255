using System.Runtime.InteropServices;
using BudgetMesh.Holds;
using BudgetMesh.Lending;
using BudgetMesh.Routing;

namespace BudgetMesh.Simulation.World;

/// <summary>One gateway incarnation: hosts the production state machine, makes requests, sends them, settles them.</summary>
public sealed partial class SimGateway
{
    /// <summary>How often a gateway looks after requests that wait; where limits let them wait longer, seldomer.</summary>
    private static readonly TimeSpan Impatience = TimeSpan.FromMilliseconds(10), ImpatienceLimited = TimeSpan.FromMilliseconds(50);

    private readonly SimWorld _world;
    private readonly TimeSpan _clockOrigin;
    private readonly List<PendingDecision> _decided = [];
    private readonly PriorityQueue<HoldId, TimeSpan> _due = new();

    /// <summary>The counters of each slice, as they were when the book last knew them: it forgets scopes that are made by requests.</summary>
    private readonly Dictionary<(ScopePath Scope, string Budget, long Window), SliceCounters> _known = [];
    private TimeSpan _wakeAt = TimeSpan.MaxValue;
    private bool _sendingReceipts;
    private bool _sendingFinals;
    private int _receiptsRenumbered;

    public SimGateway(SimWorld world, string incarnation)
    {
        _world = world;
        RateSeat = world.RateChance.Next(100);
        _clockOrigin = TimeSpan.FromSeconds(world.Random.Next(100_000));
        var limits = new GateLimits { HoldsMax = 100, ReceiptsMax = 150, JournalSlicesMax = 48 };
        Journal = world.HasJournals ? new SimJournal(world, new Incarnation(incarnation), limits) : null;
        Book = new GateBook(new Incarnation(incarnation), limits, journal: Journal?.Begin());
        Book.SetClock(world.Wall - NodaTime.Duration.FromTimeSpan(Now));
        Book.Adopt(world.Plan);
    }

    public GateBook Book { get; }

    /// <summary>Null where the seed's gateways keep none.</summary>
    public SimJournal? Journal { get; }

    /// <summary>The most that was free of each budget and window at once: a block of the journal is a share of it.</summary>
    public Dictionary<(ScopePath Scope, string Budget, long Window), long> FreeMost { get; } = [];

    public Incarnation Incarnation => Book.Incarnation;

    public bool IsDead { get; private set; }

    public TimeSpan PausedUntil { get; private set; }

    public TimeSpan CutOffUntil { get; private set; }

    /// <summary>What this gateway did to each budget and window, by the simulation's own count of what it admitted, settled and voided.</summary>
    public Dictionary<(ScopePath Scope, string Budget, long Window), SliceCounters> Done { get; } = [];

    /// <summary>What it holds after its last act.</summary>
    public IReadOnlyList<(ScopePath Scope, string Budget, long Window, SliceCounters Counters)> Slices { get; private set; } = [];

    public bool IsCutOff => _world.Now < CutOffUntil;

    private TimeSpan Now => _world.Now + _clockOrigin;

    public void Kill()
    {
        IsDead = true;
        Journal?.IsLocked = false;
    }

    public void Pause(TimeSpan duration) => PausedUntil = _world.Now + duration;

    public void CutOff(TimeSpan duration) => CutOffUntil = _world.Now + duration;

    public void Adopt(GatePlan plan) => Act(() => Book.Adopt(plan));

    public void Leave() => Act(Book.Leave);

    public void Arrive(Request request) => Act(() =>
    {
        if (Book.TryDecide(request, Now, out var decision))
            Decided(request, decision);
        else
            Book.Enqueue(request, Now, TimeSpan.FromSeconds(1));
    });

    /// <summary>Something happens in the gateway: later if it is paused, never if it is dead.</summary>
    private void Act(Action action)
    {
        if (IsDead)
            return;
        if (_world.Now < PausedUntil)
        {
            _world.Agenda.In(PausedUntil - _world.Now, () => Act(action));
            return;
        }

        _world.Acting = this;
        action();
        NoteExpired();
        Book.Expire(Now);
        Book.Pump(Now, _decided);
        foreach (var pending in _decided)
            Decided(pending.Request, pending.Decision);
        _decided.Clear();
        if (Book.TryBuildSync(Now, out var requests))
            Send(requests);
        if (Book.TryBuildRateSync(Now, out var rates))
            Send(rates);
        Wake();
        SendReceipts();
        SendFinals();
        Slices = [.. Book.Slices()];
        if (Journal is not null)
            NoteFree();

        if (_world.Faults.Has(Fault.JournalStale) && _world.Random.Next(40) == 0)
            Journal?.Copy();
        if (Book.IsClosed)
            _world.NextLife(this);
    }

    private void NoteFree()
    {
        foreach (var (scope, budget, window, counters) in Slices)
        {
            ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(_known, (scope, budget, window), out _);
            if (known == counters)
                continue;
            ref var most = ref CollectionsMarshal.GetValueRefOrAddDefault(FreeMost, (scope, budget, window), out _);
            most = Math.Max(most, Math.Max(0, known.Free) + counters.Granted - known.Granted + counters.Released - known.Released);
            known = counters;
        }
    }

    private void Wake()
    {
        var next = Book.NextSyncAt(Now);
        if (Book.NextRateSyncAt(Now) is var nextRates && nextRates < next)
            next = nextRates;
        if (Book.Pending > 0 || Book.WantsSync || Book.WantsRateSync)
            next = Now + (_world.Limits is null ? Impatience : ImpatienceLimited);
        var wait = next - Now < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(5) : next - Now;
        wait = wait > TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) : wait;
        var at = _world.Now + wait;
        if (_wakeAt > _world.Now && _wakeAt <= at)
            return;
        _wakeAt = at;
        _world.Agenda.In(wait, () => Act(static () => { }));
    }

    private void Decided(in Request request, in Decision decision)
    {
        _world.Trace((int)decision.Verdict * 31 + (int)decision.Reason);
        if (!decision.IsAllowed)
        {
            foreach (var checker in _world.Checkers)
                checker.Refused(this, request, decision);
            return;
        }

        if (_world.Canary == Canary.DecisionForgotten && _world.Random.Next(20) == 0)
            return;
        if (!Book.TryFindHold(decision.Hold, Now, out var hold))
            throw new InvalidOperationException($"{Incarnation}: the hold of decision {decision.Number} is not there");
        _due.Enqueue(decision.Hold, Now + hold.DueIn);
        Note(hold.Legs, static leg => new SliceCounters { Charged = leg.Amount });
        if (_world.Faults.Strikes(Fault.CallerGone))
        {
            Void(decision.Hold);
            return;
        }

        var sent = new SimRequest { Gateway = this, Decision = decision, Legs = hold.Legs, InputTokens = request.InputTokens, At = _world.Now, Limits = LimitsOf(request, decision) };
        foreach (var checker in _world.Checkers)
            checker.Dispatched(sent);
        MayBeExtended(sent);
        _world.Agenda.In(_world.Delay(20, 1000), () => Answered(sent));
    }

    private void Answered(SimRequest request)
    {
        var bound = request.Decision.OutputBound.Value;
        var output = _world.Faults.Strikes(Fault.BilledBeyondBound) ? bound * 3 : _world.Random.NextInt64(bound + 1);
        request.OutputTokens = new TokenCount(output);
        foreach (var checker in _world.Checkers)
            checker.Billed(request);
        if (_world.Faults.Strikes(Fault.HoldForgotten))
            return;
        if (_world.Faults.Strikes(Fault.SettledLate))
            _world.Agenda.In(_world.Delay(500, 4000), () => Act(() => Settle(request)));
        else
            Act(() => Settle(request));
        if (_world.Limits is not null)
            Act(() => Hear(request));
        if (_world.Faults.Strikes(Fault.SettledTwice))
            _world.Agenda.In(_world.Delay(1, 4000), () => Act(() => Settle(request)));
    }

    private void Settle(SimRequest request)
    {
        var expired = Book.TryFindHold(request.Decision.Hold, Now, out var hold) && hold.State == HoldState.Expired;
        var outcome = Book.Settle(request.Decision.Hold, request.Usage, Now);
        if (outcome == SettleOutcome.AlreadyResolved)
            return;
        if (outcome == SettleOutcome.Resolved)
        {
            foreach (var checker in _world.Checkers)
                checker.Resolved(request);
        }

        Note(request.Legs, leg =>
        {
            var (less, more) = (Math.Max(0, leg.Amount - request.Actual(leg)), Math.Max(0, request.Actual(leg) - leg.Amount));
            return new SliceCounters { Charged = more, Released = less, Settled = expired ? more : request.Actual(leg), Corrected = expired ? less : 0 };
        });
    }

    private void Void(HoldId id)
    {
        if (Book.TryFindHold(id, Now, out var hold) && Book.Void(id, Now) == SettleOutcome.Resolved)
            Note(hold.Legs, static leg => new SliceCounters { Released = leg.Amount });
    }

    private void NoteExpired()
    {
        while (_due.TryPeek(out var due, out var at) && at <= Now)
        {
            _due.Dequeue();
            if (!Book.TryFindHold(due, Now, out var hold) || hold.State != HoldState.Open)
                continue;
            if (hold.DueIn > TimeSpan.Zero)
                _due.Enqueue(due, Now + hold.DueIn); // it was extended
            else
                Note(hold.Legs, static leg => new SliceCounters { Settled = leg.Amount });
        }
    }

    private void Note(IEnumerable<ReceiptLeg> legs, Func<ReceiptLeg, SliceCounters> change)
    {
        foreach (var leg in legs)
        {
            var (was, more) = (Done.GetValueOrDefault((leg.Scope, leg.Budget, leg.Window)), change(leg));
            Done[(leg.Scope, leg.Budget, leg.Window)] = was with
            {
                Charged = was.Charged + more.Charged,
                Released = was.Released + more.Released,
                Settled = was.Settled + more.Settled,
                Corrected = was.Corrected + more.Corrected,
            };
        }
    }

    private void Send(IReadOnlyList<SyncRequest> requests)
    {
        var sentAt = Now;
        _world.Network.Sync(this, requests, answers => Act(() => Book.Apply(answers, sentAt, Now)));
        _world.Agenda.In(TimeSpan.FromMilliseconds(500), () => Act(() => Book.SyncFailed(sentAt, Now)));
    }

    /// <summary>It was closed from outside, and says its last word itself.</summary>
    private void SendFinals()
    {
        if (_sendingFinals || !Book.IsClosed || Book.IsConcluded)
            return;
        _sendingFinals = true;
        _world.Agenda.In(_world.Delay(100, 300), () =>
        {
            _sendingFinals = false;
            Act(() =>
            {
                foreach (var final in Book.BuildFinals())
                    _world.Network.Final(final, () => Act(() => Book.Concluded(final)));
            });
        });
    }

    private void SendReceipts()
    {
        if (_sendingReceipts || Book.ReceiptsUnacknowledged == 0)
            return;
        _sendingReceipts = true;
        _world.Agenda.In(_world.Delay(100, 300), () =>
        {
            _sendingReceipts = false;
            Act(() =>
            {
                var receipts = Book.ReadReceipts(0, 100);
                if (receipts.Count == 0)
                    return;
                if (_world.Canary == Canary.ReceiptsRenumbered && _world.Random.Next(5) == 0)
                    receipts = [.. receipts, receipts[0] with { Seq = 1_000_000 + ++_receiptsRenumbered }];
                _world.Network.Receipts(this, receipts, () => Act(() => Book.AcknowledgeReceipts(receipts.Max(receipt => receipt.Seq < 1_000_000 ? receipt.Seq : 0))));
            });
        });
    }
}
