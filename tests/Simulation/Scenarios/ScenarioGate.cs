using BudgetMesh.Holds;
using BudgetMesh.Lending;
using BudgetMesh.Pricing;
using BudgetMesh.Rates;
using BudgetMesh.Routing;

namespace BudgetMesh.Simulation.Scenarios;

/// <summary>One gateway with its clients: hosts the production book, carries its messages to the owners of limits.</summary>
public sealed class ScenarioGate
{
    private const int ReceiptsFew = 1_000;

    private static readonly TimeSpan RetryLeast = TimeSpan.FromMilliseconds(50), Wait = TimeSpan.FromMilliseconds(200);

    private readonly ScenarioWorld _world;
    private readonly TimeSpan _clockOrigin;
    private readonly Dictionary<PendingDecision, ScenarioRequest> _waiting = [];
    private readonly List<PendingDecision> _decided = [];
    private TimeSpan _wakeAt = TimeSpan.MaxValue;

    public ScenarioGate(ScenarioWorld world, string incarnation)
    {
        _world = world;
        _clockOrigin = TimeSpan.FromMicroseconds(world.Random.Next(1_000_000_000));
        Book = new GateBook(new Incarnation(incarnation), new GateLimits());
        Book.Adopt(world.Plan);
    }

    public GateBook Book { get; }

    public bool IsDead { get; set; }

    /// <summary>No message of it arrives until then.</summary>
    public TimeSpan CutOffUntil { get; set; }

    private TimeSpan Now => _world.Now + _clockOrigin;

    public void Adopt() => Act(() => Book.Adopt(_world.Plan));

    public void Recall(RateOwnerId owner) => Act(() => Book.Recall(owner, Now));

    public void Arrive(ScenarioRequest request) => Act(() =>
    {
        var asked = request.Asked;
        if (Book.TryDecide(asked, Now, out var decision))
            Decided(request, decision);
        else
            _waiting[Book.Enqueue(asked, Now, Wait)] = request;
    });

    private void Act(Action action)
    {
        if (IsDead)
            return;
        action();
        Book.Expire(Now);
        Book.Pump(Now, _decided);
        foreach (var pending in _decided)
        {
            _waiting.Remove(pending, out var request);
            Decided(request!, pending.Decision);
        }

        _decided.Clear();
        if (Book.ReceiptsUnacknowledged > ReceiptsFew)
            Book.AcknowledgeReceipts(Book.ReadReceipts(0, int.MaxValue)[^1].Seq);
        if (Book.TryBuildRateSync(Now, out var requests))
            Send(requests);
        Wake();
    }

    private void Decided(ScenarioRequest request, in Decision decision)
    {
        if (decision.IsAllowed)
        {
            var hold = decision.Hold;
            _world.Admitted(request);
            _world.Agenda.In(_world.Vary(request.Demand.AnswerMs), () => Answered(request, hold));
            return;
        }

        _world.Refused(request, decision);
        var retryAfter = decision.RetryAfter ?? Wait;
        retryAfter = (retryAfter > RetryLeast ? retryAfter : RetryLeast) * (1 + _world.Random.NextDouble() / 2);
        if (_world.Now + retryAfter <= request.GivesUpAt)
            _world.Agenda.In(retryAfter, () => Arrive(request));
    }

    /// <summary>The provider answers whether the gateway lives or not.</summary>
    private void Answered(ScenarioRequest request, HoldId hold)
    {
        _world.Ended(request, isKnown: !IsDead);
        Act(() => Book.Settle(hold, new TokenUsage { Input = request.Asked.InputTokens, Output = new TokenCount(request.Output) }, Now));
    }

    private void Send(IReadOnlyList<RateRequest> requests)
    {
        var sentAt = Now;
        _world.Carry(this, requests, answers => Act(() => Book.Apply(answers, sentAt, Now)));
        _world.Agenda.In(Book.RateSyncTimeout, () => Act(() => Book.RateSyncFailed(sentAt, Now)));
    }

    private void Wake()
    {
        var next = Book.WantsRateSync ? Now + TimeSpan.FromMilliseconds(5) : Book.NextRateSyncAt(Now);
        if (Book.NextDeadline < next)
            next = Book.NextDeadline;
        if (next == TimeSpan.MaxValue)
            return;
        var wait = next - Now > TimeSpan.FromMilliseconds(5) ? next - Now : TimeSpan.FromMilliseconds(5);
        var at = _world.Now + wait;
        if (_wakeAt > _world.Now && _wakeAt <= at)
            return;
        _wakeAt = at;
        _world.Agenda.In(wait, () => Act(static () => { }));
    }
}
