using BudgetMesh.Budgets;
using BudgetMesh.Lending;
using BudgetMesh.Routing;
using BudgetMesh.Simulation.Checkers;
using NodaTime;

namespace BudgetMesh.Simulation.World;

/// <summary>One seed's cluster: gateways, owners, store, network and provider on one thread and one clock.</summary>
public sealed partial class SimWorld
{
    private readonly Dictionary<ScopePath, List<SimOwner>> _owners = [];
    private readonly Instant _start;
    private readonly long[] _cents;

    /// <summary>Chance of its own for what requests state, so that it moves no other event.</summary>
    private readonly Random _labels;
    private long _unseeded;
    private int _activations;
    private int _incarnations;

    /// <param name="withLimits">It has limits, whatever the seed.</param>
    public SimWorld(long seed, Canary canary, bool withLimits = false)
    {
        Seed = seed;
        Canary = canary;
        Random = new Random(HashCode(seed));
        _labels = new Random(HashCode(seed) + 1);
        Faults = FaultProfile.Draw(Random, seed);
        Checkers = CheckerSet.Create();
        Store = new SimStore(this);
        Network = new SimNetwork(this);
        Adjuster = new SimAdjuster(this);
        _start = Instant.FromUtc(2026, 3, 1, Random.Next(24), 59, 0) + Duration.FromSeconds(Random.Next(2) == 0 ? Random.Next(54, 60) : -Random.Next(1800));
        _cents = [Random.Next(30, 3000), Random.Next(10, 1500), Random.Next(3, 100), Random.Next(5_000, 400_000), Random.Next(100, 5000)];
        if (canary is Canary.WindowsByOwnersClock)
            Faults.Force(Fault.OwnerClockJump, 0.5);
        if (canary is Canary.UnconditionalWrites)
            Faults.Force(Fault.DuplicateOwner, 0.2);
        if (canary is Canary.ExpiringMoney)
        {
            Faults.Force(Fault.Partition, 0.25);
            Faults.Force(Fault.Adjustment, 0);
            Faults.Force(Fault.WrongRetire, 0);
            _cents = [40, 20, 5, 30_000, 1000]; // where every right counts
        }

        HasJournals = canary is Canary.JournalUnwitnessed or Canary.JournalUnlocked || Random.Next(4) > 0;
        if (canary is Canary.JournalUnwitnessed or Canary.JournalUnlocked)
        {
            Faults.Force(canary is Canary.JournalUnlocked ? Fault.Partition : Fault.GatewayCrash, 0.25);
            Faults.Force(Fault.WrongRetire, 0);
            Faults.Force(Fault.Adjustment, 0);
            Faults.Force(Fault.CapEdit, 0);
            Faults.Force(canary is Canary.JournalUnlocked ? Fault.JournalDoubled : Fault.JournalStale, 0.5);
            _cents = [40, 20, 5, 30_000, 1000];
        }

        if (canary is Canary.RetireGivesBack)
        {
            Faults.Force(Fault.WrongRetire, 0.25);
            Faults.Force(Fault.Partition, 0.25);
            _cents = [40, 20, 5, 30_000, 1000];
        }

        if (canary is Canary.AnswersBeforeDurable)
            Faults.Force(Fault.WriteFailed, 0.2);
        if (canary is Canary.PausesBeforeDurable)
            Faults.Force(Fault.OwnerCrash, 0.3);
        if (canary is Canary.AdjustmentsUnnamed)
        {
            Faults.Force(Fault.Adjustment, 0.5);
            Faults.Force(Fault.AnswerLost, 0.3);
        }

        RateNetwork = new SimRateNetwork(this);
        RateChance = new Random(HashCode(seed) + 2);
        DrawLimits(withLimits);
        Plan = Bind();
    }

    public long Seed { get; }

    public Canary Canary { get; }

    public Random Random { get; }

    public Agenda Agenda { get; } = new();

    public FaultProfile Faults { get; }

    public SimStore Store { get; }

    public SimNetwork Network { get; }

    public SimAdjuster Adjuster { get; }

    public IReadOnlyList<Checker> Checkers { get; }

    public List<SimGateway> Gateways { get; } = [];

    public List<SimGateway> Dead { get; } = [];

    /// <summary>Gateways that were closed from outside and go on until their holds are resolved.</summary>
    public List<SimGateway> Retired { get; } = [];

    public List<SimPastLife> PastLives { get; } = [];

    /// <summary>Three seeds of four have journals.</summary>
    public bool HasJournals { get; }

    /// <summary>The gateway that acted in the last event, if one did.</summary>
    public SimGateway? Acting { get; set; }

    public GatePlan Plan { get; private set; }

    public TimeSpan Now => Agenda.Now;

    /// <summary>The store's clock: the truth.</summary>
    public Instant Wall => _start + Duration.FromTimeSpan(Now);

    /// <summary>Of everything that happened, in order: two runs of a seed must agree.</summary>
    public ulong Hash { get; private set; } = 14695981039346656037;

    public string? Violation { get; private set; }

    /// <summary>The one checker whose verdict ends the run; null for all.</summary>
    public string? JudgedBy { get; init; }

    /// <summary>Receives a line for each thing that happens; null where nobody listens.</summary>
    public Action<string>? Log { get; init; }

    public IReadOnlyList<BudgetPlan> BudgetsOf(ScopePath scope) => Plan.Mesh.TryResolve(scope.Value, out var plan) ? plan.Budgets : [];

    /// <summary>The configured scopes, and those that requests have made.</summary>
    public IEnumerable<ScopePath> Scopes => Plan.Mesh.Scopes.Values.Select(static scope => scope.Path).Union(Store.Scopes);

    public TimeSpan Delay(int millisecondsLeast, int millisecondsMost) => TimeSpan.FromTicks(Random.NextInt64(millisecondsLeast * TimeSpan.TicksPerMillisecond, millisecondsMost * TimeSpan.TicksPerMillisecond));

    public void Trace(int what) => Hash = (Hash ^ (uint)what ^ ((ulong)Now.Ticks << 8)) * 1099511628211;

    /// <summary>Runs the seed to its end, or to the first violation.</summary>
    public void Run()
    {
        try
        {
            Start();
            RunUntil(Busy);
            Faults.Healed = true;
            foreach (var owner in _owners.Values.SelectMany(owners => owners).Where(owner => owner.IsAskew))
                owner.Kill();
            for (var repairAt = TimeSpan.Zero; repairAt < Parting - Busy; repairAt += TimeSpan.FromSeconds(2))
                Agenda.In(repairAt, RepairFrozen);
            RunUntil(Heal);
            foreach (var gateway in Gateways)
                Agenda.In(TimeSpan.Zero, gateway.Leave);
            RunUntil(Parting);
            foreach (var checker in Checkers)
                checker.Parted(this);
            Probe();
            foreach (var checker in Checkers)
                checker.AtRest(this);
            NoteViolation();
        }
        catch (InvariantViolationException violation)
        {
            Violation = $"asserted in production code: {violation.Message}";
        }
    }

    /// <summary>Gives <paramref name="act"/> an activation of the scope's owner, a new one if none is alive.</summary>
    public void OwnerOf(ScopePath scope, Action<SimOwner> act)
    {
        if (!_owners.TryGetValue(scope, out var owners))
            _owners[scope] = owners = [];
        owners.RemoveAll(owner => owner.IsDead);
        if (owners.Count == 0)
            owners.Add(new SimOwner(this, scope, $"activation-{++_activations}"));
        act(owners[Random.Next(owners.Count)]);
    }

    /// <summary>A gateway that was closed from outside is followed by the next life of its process.</summary>
    public void NextLife(SimGateway closed)
    {
        var place = Gateways.IndexOf(closed);
        if (place < 0)
            return;
        Retired.Add(closed);
        Gateways[place] = new SimGateway(this, $"gateway-{++_incarnations}");
        if (Faults.Healed && Now >= Heal)
            Gateways[place].Leave();
    }

    private void Start()
    {
        var gateways = Random.Next(1, 7);
        for (var i = 0; i < gateways; i++)
            Gateways.Add(new SimGateway(this, $"gateway-{++_incarnations}"));
        for (var i = 0; i < gateways; i++)
            Arrivals(i, Random.Next(_cents[0] == 40 ? 20 : 120, _cents[0] == 40 ? 50 : 1_000)); // where every right counts, somebody wants each
        EverySoOften();
    }

    private void Arrivals(int place, int meanMilliseconds) => Agenda.In(TimeSpan.FromMilliseconds(-Math.Log(1 - Random.NextDouble()) * meanMilliseconds), () =>
    {
        if (Faults.Healed)
            return;
        Gateways[place].Arrive(new Request(SimMesh.Payers[Random.Next(SimMesh.Payers.Count)], new TokenCount(Random.Next(1, 3000)))
        {
            OutputBound = Random.Next(2) == 0 ? null : new TokenCount(Random.Next(1, 1500)),
            Ladder = Random.Next(20) == 0 ? "only-best" : null,
            Priority = _labels.Next(3) == 0 ? Priority.Batch : Priority.Interactive,
            Task = _labels.Next(4) == 0 ? "review" : null,
            DataClass = _labels.Next(3) == 0 ? "secret" : null,
            Caller = _labels.Next(4) == 0 ? "agent-1" : "person",
        });
        Arrivals(place, meanMilliseconds);
    });

    private void EverySoOften() => Agenda.In(TimeSpan.FromMilliseconds(500), () =>
    {
        if (Faults.Healed)
            return;
        for (var i = 0; i < Gateways.Count; i++)
            DisturbGateway(i);
        foreach (var (scope, owners) in _owners.ToList())
            DisturbOwner(scope, owners);
        RateNetwork.Disturb();
        if (Faults.Strikes(Fault.CapEdit))
            EditCap();
        if (Faults.Strikes(Fault.Adjustment))
            Adjuster.Order();
        if (Faults.Strikes(Fault.LimitEdit))
            EditLimits();
        if (Random.Next(4) == 0)
            RepairFrozen();
        EverySoOften();
    });

    private void DisturbGateway(int place)
    {
        var gateway = Gateways[place];
        if (Faults.Strikes(Fault.GatewayCrash))
        {
            gateway.Kill();
            Dead.Add(gateway);
            Gateways[place] = new SimGateway(this, $"gateway-{++_incarnations}");
            ReadJournal(gateway);
        }

        if (gateway.Journal is { } journal && !gateway.IsDead && Faults.Strikes(Fault.JournalDoubled) && journal.Open() is { } stolen)
            PastLives.Add(new SimPastLife(this, gateway, stolen, isWhole: false));
        if (!gateway.IsDead && Faults.Strikes(Fault.WrongRetire))
        {
            foreach (var scope in Scopes.ToList())
                OwnerOf(scope, owner => owner.Retire(gateway.Incarnation));
        }

        if (Faults.Strikes(Fault.GatewayPause))
            gateway.Pause(Delay(100, 3000));
        if (Faults.Strikes(Fault.Partition))
            gateway.CutOff(Delay(100, 4000));
        if (Canary == Canary.ExpiringMoney && gateway.IsCutOff)
            ForgeReturn(gateway);
    }

    private void ReadJournal(SimGateway dead)
    {
        if (dead.Journal is not { } journal || Faults.Strikes(Fault.JournalLost))
            return;
        var isStale = Faults.Strikes(Fault.JournalStale) && journal.TryRestore();
        if (journal.Open() is { } life)
            PastLives.Add(new SimPastLife(this, dead, life, isWhole: !isStale));
    }

    private void DisturbOwner(ScopePath scope, List<SimOwner> owners)
    {
        if (Faults.Strikes(Fault.OwnerCrash))
            owners.ForEach(owner => owner.Kill());
        if (Faults.Strikes(Fault.DuplicateOwner))
            owners.Add(new SimOwner(this, scope, $"activation-{++_activations}"));
        var versions = Store.Versions(scope);
        if (versions < 3 || !Faults.Strikes(Fault.StorageRollback))
            return;
        Store.RollBack(scope, Random.Next(1, Math.Min(20, versions)));
    }

    private void EditCap()
    {
        var which = Random.Next(_cents.Length);
        _cents[which] = Math.Max(1, _cents[which] * Random.Next(20, 300) / 100);
        Plan = Bind();
        foreach (var owner in _owners.Values.SelectMany(owners => owners))
            Agenda.In(Delay(1, 500), () => { if (!owner.IsDead) owner.Replan(); });
        foreach (var gateway in Gateways)
            Agenda.In(Delay(1, 2000), () => gateway.Adopt(Plan));
    }

    private GatePlan Bind() => SimMesh.Plan(1, _cents[0], _cents[1], _cents[2], _cents[3], _cents[4], _start, Limits);

    private void RepairFrozen()
    {
        foreach (var owner in _owners.Values.SelectMany(owners => owners).ToList())
        {
            if (!owner.IsDead)
                owner.Unfreeze();
        }
    }

    private void ForgeReturn(SimGateway gateway)
    {
        foreach (var scope in gateway.Book.Slices().GroupBy(slice => slice.Scope))
        {
            var reports = scope.Select(slice => new SliceReport(slice.Budget, slice.Window, slice.Counters with { Returned = slice.Counters.Returned + Math.Max(0, slice.Counters.Free) }, default));
            OwnerOf(scope.Key, owner => owner.Receive(new SyncRequest(scope.Key, gateway.Incarnation, 1_000_000, 0, 0, TimeSpan.Zero, false, [.. reports]), static _ => { }));
        }
    }

    private void RunUntil(TimeSpan end)
    {
        var window = Wall.ToUnixTimeSeconds() / 3600;
        while (Violation is null && Agenda.Step(end))
        {
            if (Wall.ToUnixTimeSeconds() / 3600 != window)
            {
                window = Wall.ToUnixTimeSeconds() / 3600;
                Faults.Count(Fault.WindowEnd);
            }

            if (Canary == Canary.UnseededChance)
                Trace((int)(Environment.TickCount64 + _unseeded++));
            foreach (var checker in Checkers)
                checker.AfterEvent(this);
            Acting = null;
            NoteViolation();
        }
    }

    private void NoteViolation()
    {
        foreach (var checker in Checkers)
        {
            if (checker.Violation is { } violation && (JudgedBy is null || JudgedBy == checker.Name))
                Violation ??= $"{checker.Name}: {violation}";
        }
    }

    private static int HashCode(long seed) => (int)((seed * 2654435761) ^ (seed >> 16));
}
