using BudgetMesh.Routing;
using BudgetMesh.Simulation.World;

namespace BudgetMesh.Simulation.Checkers;

/// <summary>
/// Once everything has healed, all but what dead gateways had can be spent: available = cap − Σ spent − Σ of the dead, and a new
/// gateway is given it.
/// </summary>
public sealed class NothingStranded() : Checker("5 nothing stranded")
{
    private SimGateway? _prober;
    private long _expected;
    private bool _admitted;

    public override void Dispatched(SimRequest request) => _admitted |= request.Gateway == _prober;

    /// <summary>Lets a gateway without a past ask for 90 % of what should be left to team b.</summary>
    public void Probe(SimWorld world, SimGateway prober)
    {
        _prober = prober;
        _expected = Math.Min(Left(world, SimMesh.TeamB, "usd"), Left(world, SimMesh.Root, "usd"));
        var tokens = _expected * 9 / 10 / 2_000; // of output, at the economy rung
        if (tokens < 1 || Left(world, SimMesh.Root, "requests") < 1)
            _admitted = true; // nothing is left that could be asked for
        else
            prober.Arrive(new Request(SimMesh.TeamB, TokenCount.Zero) { OutputBound = new TokenCount(tokens) });
    }

    public override void AtRest(SimWorld world)
    {
        foreach (var gateway in world.Gateways.Where(gateway => !gateway.Book.HasLeft))
            Fail($"{gateway.Incarnation} could not leave");
        var dead = world.Dead.Select(gateway => gateway.Incarnation).ToHashSet();
        foreach (var scope in world.Plan.Mesh.Scopes.Values)
        {
            foreach (var account in world.Store.Read(scope.Path).Accounts)
            {
                if (!dead.Contains(account.Incarnation) && account.Incarnation != _prober?.Incarnation && account.Counters.Exposure != account.Counters.Spent)
                    Fail($"{account.Incarnation} has left {scope.Path}:{account.Budget}/{account.Window} with {account.Counters.Exposure - account.Counters.Spent} charged that nobody has");
            }
        }

        if (!_admitted)
            Fail($"{_expected} is left, but 90 % of it was not admitted");
    }

    private static long Left(SimWorld world, ScopePath scope, string budget)
    {
        var plan = world.BudgetsOf(scope).First(plan => plan.Name == budget);
        var window = plan.WindowAt(world.Wall).Key;
        return plan.Cap - world.Store.Read(scope).Accounts.Where(account => account.Budget == budget && account.Window == window).Sum(account => account.Counters.Exposure);
    }
}
