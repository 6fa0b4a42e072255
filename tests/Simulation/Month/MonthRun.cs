using BudgetMesh.Lending;
using BudgetMesh.Pricing;
using BudgetMesh.Routing;
using NodaTime;

namespace BudgetMesh.Simulation.Month;

/// <summary>
/// A month of one team through the production gate book and owner, without faults: what pacing does for the better rungs. The
/// three weeks before it may be lived through first, so that the owner knows the shape of a week.
/// </summary>
public sealed class MonthRun
{
    private const int Days = 30, DaysBefore = 21, OutputBound = 1_000, Priorities = 3;
    private static readonly ScopePath Team = ScopePath.Parse("acme/chat");
    private static readonly Instant Start = Instant.FromUtc(2026, 11, 1, 0, 0);
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(1);

    private readonly GatePlan _plan;
    private readonly ScopeBook _owner;
    private readonly GateBook _gate = new(new Incarnation("gate-1"), new GateLimits());
    private readonly Instant _begin;
    private readonly int[] _rungBefore = new int[Priorities];
    private readonly DayTally[] _days = [.. Enumerable.Range(1, Days).Select(static day => new DayTally(day))];
    private Money _spent;

    private MonthRun(MonthOptions options, Money cap)
    {
        _plan = MonthMesh.Make(Team, cap, options.Paced, Start);
        _begin = options.KnowsTheWeek ? Start - Duration.FromDays(DaysBefore) : Start;
        _owner = new ScopeBook(BookRecord.Empty(Team), "owner-1", [.. _plan.Mesh.Scopes[Team.Value].Budgets]);
        _gate.SetClock(_begin);
        _gate.Adopt(_plan);
    }

    public static MonthReport Execute(MonthOptions options)
    {
        var uncapped = MonthMesh.Make(Team, Money.FromUsd(1_000_000), paced: false, Start);
        var quote = uncapped.Ladders["default"].Rungs[0].Quote;
        var whole = MonthTraffic.Make(Start, Days, options.PerDay, options.Seed)
            .Sum(request => quote.Price(new TokenUsage { Input = new TokenCount(request.InputTokens), Output = new TokenCount(request.OutputTokens) }).Total.NanoUsd);
        var cap = new Money((long)(whole * options.CapShare));
        var run = new MonthRun(options, cap);
        if (options.KnowsTheWeek)
            run.Live(run._begin, DaysBefore, options, seed: options.Seed + 1, counts: false);
        run.Live(Start, Days, options, options.Seed, counts: true);
        return new MonthReport(options, cap, run._spent, run._days);
    }

    private void Live(Instant from, int days, MonthOptions options, int seed, bool counts)
    {
        using var traffic = MonthTraffic.Make(from, days, options.PerDay, seed).GetEnumerator();
        var more = traffic.MoveNext();
        for (var at = TimeSpan.Zero; at < TimeSpan.FromDays(days); at += Step)
        {
            var now = (from - _begin).ToTimeSpan() + at;
            Sync(now);
            for (; more && traffic.Current.At.ToTimeSpan() <= at; more = traffic.MoveNext())
                Serve(traffic.Current, now, counts ? _days[(int)at.TotalDays] : null);
        }
    }

    private void Serve(MonthRequest made, TimeSpan now, DayTally? day)
    {
        var request = new Request(Team, new TokenCount(made.InputTokens)) { OutputBound = new TokenCount(OutputBound), Priority = made.Priority };
        if (!_gate.TryDecide(request, now, out var decision))
            decision = Wait(request, now);
        day?.Count(made.Priority, decision);
        if (day is not null && decision.IsAllowed && _rungBefore[made.Priority - Priority.Batch] is var before && before != (_rungBefore[made.Priority - Priority.Batch] = Rung(decision)))
            day.Changes++;
        if (!decision.IsAllowed)
            return;
        _gate.TrySettle(decision.Hold, new TokenCount(made.InputTokens), new TokenCount(made.OutputTokens), now, out _, out _);
        foreach (var receipt in _gate.CopyReceipts(0, int.MaxValue).Read())
        {
            if (day is not null)
                _spent += receipt.Cost;
            _gate.AcknowledgeReceipts(receipt.Seq);
        }
    }

    private Decision Wait(Request request, TimeSpan now)
    {
        var pending = _gate.Enqueue(request, now, LendingRules.RecallPatience);
        var decided = new List<PendingDecision>();
        for (; !pending.IsDecided; now += TimeSpan.FromMilliseconds(10))
        {
            Sync(now);
            _gate.Pump(now, decided);
        }

        return pending.Decision;
    }

    private void Sync(TimeSpan now)
    {
        if (!_gate.TryBuildSync(now, out var requests))
            return;
        var wall = _begin + Duration.FromTimeSpan(now);
        var answers = new List<SyncAnswer>();
        foreach (var request in requests)
        {
            var change = _owner.Receive(request, now, wall);
            while (_owner.ChangesDurable < change && _owner.TryBeginWrite(out _))
                _owner.CompleteWrite(WriteOutcome.Written, now);
            answers.Add(_owner.Answer(request, now, wall));
        }

        _gate.Apply(answers, now, now);
    }

    private int Rung(in Decision decision) => _plan.Ladders["default"].Plan.Rungs.IndexOf(decision.Deployment!);
}
