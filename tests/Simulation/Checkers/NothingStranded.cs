using BudgetMesh.Lending;
using BudgetMesh.Routing;
using BudgetMesh.Simulation.World;

namespace BudgetMesh.Simulation.Checkers;

/// <summary>
/// Once everything has healed, all but what dead gateways had can be spent: available = cap + adjustments − Σ spent − Σ of the dead, and a new
/// gateway is given it.
/// </summary>
public sealed class NothingStranded() : Checker("5 nothing stranded")
{
    private readonly HashSet<ScopePath> _rolledBack = [];
    private SimGateway? _prober;
    private long _expected;
    private bool _admitted;
    private Decision? _refusal;

    public override void Dispatched(SimRequest request) => _admitted |= request.Gateway == _prober;

    public override void Refused(SimGateway gateway, in Request request, in Decision decision)
    {
        if (gateway == _prober)
            _refusal = decision;
    }

    /// <summary>All that the prober asked for was admitted.</summary>
    public bool HasUsed(SimGateway prober) => _admitted && _prober == prober;

    /// <summary>Lets a gateway without a past ask for 90 % of what should be left to team b; again, where a limit makes it wait.</summary>
    public void Probe(SimWorld world, SimGateway prober)
    {
        (_prober, _admitted) = (prober, false);
        _expected = Math.Min(Left(world, SimMesh.TeamB, "usd"), Left(world, SimMesh.Root, "usd"));
        var tokens = _expected * 9 / 10 / 2_000; // of output, at the economy rung
        if (tokens < 1 || Left(world, SimMesh.Root, "requests") < 1)
            _admitted = true; // nothing is left that could be asked for
        else
            prober.Arrive(new Request(SimMesh.TeamB, TokenCount.Zero) { OutputBound = new TokenCount(tokens) });
    }

    /// <summary>What the store forgot of gateways that are gone stays as it forgot it, until an operator retires them.</summary>
    public override void RolledBack(BookRecord lost, BookRecord restored) => _rolledBack.Add(lost.Scope);

    public override void Parted(SimWorld world)
    {
        foreach (var owner in world.RateNetwork.Busy)
            Fail($"{owner}: everybody has left, and its owner believes that somebody has something");
    }

    public override void AtRest(SimWorld world)
    {
        foreach (var gateway in world.Gateways.Where(gateway => !gateway.Book.HasLeft))
            Fail($"{gateway.Incarnation} could not leave: {string.Join(", ", Unfinished(world, gateway.Incarnation))}");
        foreach (var gateway in world.Retired.Where(gateway => !gateway.IsDead && !gateway.Book.IsConcluded))
            Fail($"{gateway.Incarnation} was retired and could not say its last word");
        foreach (var past in world.PastLives)
            JudgeForfeits(world, past);
        var dead = world.Dead.Select(gateway => gateway.Incarnation).ToHashSet();
        foreach (var scope in world.Scopes.Where(scope => !_rolledBack.Contains(scope)))
        {
            foreach (var account in world.Store.Read(scope).Accounts)
            {
                if (!dead.Contains(account.Incarnation) && account.Incarnation != _prober?.Incarnation && account.Counters.Exposure != account.Counters.Spent)
                    Fail($"{account.Incarnation} has left {scope}:{account.Budget}/{account.Window} with {account.Counters.Exposure - account.Counters.Spent} charged that nobody has");
            }
        }

        if (!_admitted && !_rolledBack.Contains(SimMesh.TeamB) && !_rolledBack.Contains(SimMesh.Root))
            Fail($"{_expected} is left, but 90 % of it was not admitted: {_refusal?.Reason.ToString() ?? "no answer"}, {_refusal?.Blocker}");
    }

    /// <summary>A kill with a journal forfeits at most a block of each slice.</summary>
    private void JudgeForfeits(SimWorld world, SimPastLife past)
    {
        if (!past.Life.IsDone)
            Fail($"{past.Dead.Incarnation}: its last word was not taken by {string.Join(", ", past.Life.Finals.Select(final => final.Scope))}; {past.Life.ReceiptsUnacknowledged} receipts are left");
        if (!past.IsWhole)
            return;
        foreach (var ((scope, budget, window), free) in past.Dead.FreeMost.Where(slice => !_rolledBack.Contains(slice.Key.Scope)))
        {
            var account = world.Store.Read(scope).Accounts.FirstOrDefault(account => account.Incarnation == past.Dead.Incarnation && account.Budget == budget && account.Window == window);
            if (account?.Counters is { } counters && counters.Exposure - counters.Spent > Math.Max(0, free) / LendingRules.JournalBlocks)
                Fail($"{past.Dead.Incarnation}, {scope}:{budget}/{window}: {counters.Exposure - counters.Spent} is forfeited of a slice that had at most {free} free");
        }
    }

    private static IEnumerable<string> Unfinished(SimWorld world, Incarnation incarnation) =>
        from scope in world.Scopes
        let books = world.Store.Read(scope)
        from account in books.Accounts
        where account.Incarnation == incarnation && account.Counters is not { Held: 0, Free: 0 }
        select $"{scope}{(books.Frozen is null ? "" : " (frozen)")} {account}";

    private static long Left(SimWorld world, ScopePath scope, string budget)
    {
        var plan = world.BudgetsOf(scope).First(plan => plan.Name == budget);
        var window = plan.WindowAt(world.Wall).Key;
        var books = world.Store.Read(scope);
        return plan.Cap + books.Adjusted(budget, window) - books.Accounts.Where(account => account.Budget == budget && account.Window == window).Sum(account => account.Counters.Exposure);
    }
}
