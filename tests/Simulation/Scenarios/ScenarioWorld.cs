using BudgetMesh.Rates;
using BudgetMesh.Routing;
using BudgetMesh.Simulation.Checkers;
using BudgetMesh.Simulation.World;

namespace BudgetMesh.Simulation.Scenarios;

/// <summary>One scenario with one seed: gateways, owners of limits, a network and clients on one thread and one clock.</summary>
public sealed class ScenarioWorld
{
    private readonly Dictionary<RateOwnerId, ScenarioOwner> _owners = [];
    private readonly Dictionary<string, ScopePath> _teams;
    private readonly CanaryWire _wire;
    private int _incarnations;

    public Canary Canary { get; }

    public ScenarioWorld(ScenarioOptions options, int seed, Canary canary = Canary.None)
    {
        _wire = new CanaryWire(canary);
        Canary = canary;
        Options = options;
        Random = new Random(seed);
        Plan = ScenarioMesh.Make(options, options.Capacity);
        _teams = options.Teams.ToDictionary(static team => team, ScopePath.Parse);
        Tallies = [.. Plan.Mesh.Scopes["acme"].Limits.Concat(Plan.Mesh.Deployments[0].Capacity).Select(static limit => new LimitTally(limit))];
    }

    public ScenarioOptions Options { get; }

    public Random Random { get; }

    public Agenda Agenda { get; } = new();

    public TimeSpan Now => Agenda.Now;

    public GatePlan Plan { get; private set; }

    public List<ScenarioGate> Gateways { get; } = [];

    /// <summary>The limits of the tenant, then those of the deployment.</summary>
    public IReadOnlyList<LimitTally> Tallies { get; }

    /// <summary>What was admitted to each team, when.</summary>
    public List<(string Team, Priority Priority, TimeSpan At, Admission Admission)> Served { get; } = [];

    /// <summary>Requests that began, and when.</summary>
    public List<(string Team, Priority Priority, TimeSpan At)> Began { get; } = [];

    public long Messages { get; private set; }

    public SortedDictionary<string, long> Refusals { get; } = [];

    /// <summary>The silo answers nothing until then.</summary>
    public TimeSpan SiloAwayUntil { get; set; }

    public IEnumerable<ScenarioOwner> Owners => _owners.Values;

    public void Run()
    {
        if (Options.Limits.Count > 0)
            Own(RateOwnerId.Of(ScopePath.Parse("acme")));
        Own(RateOwnerId.OfDeployment(ScenarioMesh.Model));
        for (var i = 0; i < Options.Gateways; i++)
            Gateways.Add(new ScenarioGate(this, $"gateway-{++_incarnations}"));
        foreach (var demand in Options.Demands(this))
            Arrivals(demand);
        Options.Script?.Invoke(this);
        while (Agenda.Step(Options.Length))
        {
        }
    }

    public void At(double seconds, Action happening) => Agenda.In(TimeSpan.FromSeconds(seconds), happening);

    /// <summary>A gateway dies with what it was lent and is followed by a new one.</summary>
    public void Kill(int gateway)
    {
        Gateways[gateway].IsDead = true;
        Gateways[gateway] = new ScenarioGate(this, $"gateway-{++_incarnations}");
    }

    /// <summary>The deployment takes less, or more.</summary>
    /// <param name="graceSeconds">What was lent before may be used for so long, and no longer.</param>
    public void Reconfigure(IReadOnlyList<string> capacity, double graceSeconds)
    {
        Plan = ScenarioMesh.Make(Options, capacity);
        foreach (var owner in Owners)
            owner.Replan();
        foreach (var gateway in Gateways)
            Agenda.In(Vary(200), gateway.Adopt);
        foreach (var (tally, limit) in Tallies.Skip(Options.Limits.Count).Zip(Plan.Mesh.Deployments[0].Capacity))
            tally.Bucket.Change(Now + TimeSpan.FromSeconds(graceSeconds), limit.Amount, limit.Burst);
    }

    public void Admitted(ScenarioRequest request)
    {
        foreach (var tally in Tallies)
            request.Admissions.Add((tally, tally.Admit(request, Now)));
        Served.Add((request.Demand.Team, request.Demand.Priority, Now, request.Admissions[^1].Admission));
    }

    public void Ended(ScenarioRequest request, bool isKnown)
    {
        foreach (var (tally, admission) in request.Admissions)
            tally.End(request, admission, isKnown, Now);
    }

    public void Refused(ScenarioRequest request, in Decision decision)
    {
        var key = $"{request.Demand.Team}: {decision.Reason}";
        Refusals[key] = Refusals.GetValueOrDefault(key) + 1;
    }

    /// <summary>One message to the owners and their answers back, unless either is lost.</summary>
    public void Carry(ScenarioGate from, IReadOnlyList<RateRequest> requests, Action<IReadOnlyList<RateAnswer>> answered)
    {
        Messages++;
        if (Loses(from))
            return;
        Agenda.In(Transit(), () =>
        {
            if (Now < SiloAwayUntil)
                return;
            var answers = new List<RateAnswer>();
            foreach (var request in requests)
            {
                if (_owners[request.Owner].Any(Gateways.IndexOf(from)) is not { } book)
                    continue;
                if (_wire.Receive(book, request, Now) is { } answer)
                    answers.Add(answer);
                if (book.TakeRecall(Now))
                    Recall(request.Owner);
            }

            if (!Loses(from))
                Agenda.In(Transit(), () => answered(answers));
        });
    }

    /// <summary>From half of it to half more.</summary>
    public TimeSpan Vary(int milliseconds) => TimeSpan.FromMicroseconds(Random.NextInt64(milliseconds * 500L, milliseconds * 1500L + 1));

    private void Own(RateOwnerId id)
    {
        _owners[id] = new ScenarioOwner(this, id);
        _owners[id].Start();
    }

    private void Recall(RateOwnerId owner)
    {
        foreach (var gateway in Gateways.Where(gateway => !Loses(gateway)))
            Agenda.In(Transit(), () => gateway.Recall(owner));
    }

    private bool Loses(ScenarioGate gateway) => Now < gateway.CutOffUntil || Random.Next(1000) < Options.LostPermille;

    private TimeSpan Transit() => TimeSpan.FromMicroseconds(Random.Next(500, 5000));

    /// <summary>A Poisson process whose rate may change.</summary>
    private void Arrivals(ScenarioDemand demand)
    {
        var rate = demand.PerSecond(Now);
        var step = TimeSpan.FromMilliseconds(100);
        var wait = rate <= 0 ? step : TimeSpan.FromMicroseconds(Math.Ceiling(-Math.Log(1 - Random.NextDouble()) / rate * 1_000_000));
        if (wait >= step)
        {
            Agenda.In(step, () => Arrivals(demand)); // memoryless: it may be drawn anew
            return;
        }

        Agenda.In(wait, () =>
        {
            Began.Add((demand.Team, demand.Priority, Now));
            var output = Math.Min(demand.OutputBound, (long)(Random.NextDouble() * 2 * demand.OutputShare * demand.OutputBound));
            Gateways[demand.Gateway].Arrive(new ScenarioRequest(demand, _teams[demand.Team], output, Now));
            Arrivals(demand);
        });
    }
}
