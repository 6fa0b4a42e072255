using System.Diagnostics;
using System.Text.Json;
using BudgetMesh.Simulation.Checkers;
using BudgetMesh.Simulation.World;

namespace BudgetMesh.Simulation;

/// <summary>Runs seeds on all cores and sums up.</summary>
public sealed class SeedRun(bool withLimits)
{
    private readonly long[] _faults = new long[Enum.GetValues<Fault>().Length];
    private readonly SortedDictionary<long, string> _violations = [];
    private long _events;
    private int _seeds;

    public long Events => _events;

    public IReadOnlyDictionary<long, string> Violations => _violations;

    public IReadOnlyList<long> Faults => _faults;

    /// <summary>Every this many seeds one is run twice and must agree with itself, event by event.</summary>
    private const int RepeatEvery = 25;

    /// <param name="withLimits">Every seed has limits, not one of many.</param>
    public static SeedRun Of(long start, int count, bool withLimits = false, Action<int>? progress = null)
    {
        var run = new SeedRun(withLimits);
        Parallel.For(start, start + count, seed =>
        {
            run.Add(seed);
            progress?.Invoke(run._seeds);
        });
        return run;
    }

    public static int Execute(long start, int count, bool withLimits, bool json)
    {
        var clock = Stopwatch.StartNew();
        var lastSaid = TimeSpan.Zero;
        var run = Of(start, count, withLimits, done =>
        {
            if (json || Console.IsErrorRedirected || clock.Elapsed - lastSaid < TimeSpan.FromSeconds(1))
                return;
            lastSaid = clock.Elapsed;
            Console.Error.Write($"\r{done}/{count} seeds");
        });
        if (json)
            Console.WriteLine(JsonSerializer.Serialize(run.Report(clock.Elapsed)));
        else
            run.Print(clock.Elapsed);
        return run._violations.Count == 0 ? 0 : 1;
    }

    /// <summary>What a person runs to see one seed's violation again.</summary>
    public static string Replay(long seed, bool withLimits = false) => $"dotnet run -c Release --project tests/Simulation -- --seeds 1 --start {seed}{(withLimits ? " --limits" : "")}";

    /// <summary>Runs one seed and prints what happens.</summary>
    public static int Trace(long seed, bool withLimits)
    {
        SimWorld world = null!;
        world = new SimWorld(seed, Canary.None, withLimits) { Log = line => Console.WriteLine($"{world.Now.TotalMilliseconds,10:F1} {line}") };
        world.Run();
        Console.WriteLine(world.Violation ?? "no violation");
        return world.Violation is null ? 0 : 1;
    }

    private void Add(long seed)
    {
        var world = new SimWorld(seed, Canary.None, withLimits);
        world.Run();
        var violation = world.Violation;
        if (violation is null && seed % RepeatEvery == 0)
        {
            var again = new SimWorld(seed, Canary.None, withLimits);
            again.Run();
            if (again.Hash != world.Hash)
                violation = $"{CheckerSet.Reproducible}: two runs of the seed differ";
        }

        lock (_violations)
        {
            _seeds++;
            _events += world.Agenda.Done;
            for (var i = 0; i < _faults.Length; i++)
                _faults[i] += world.Faults.Injected[i];
            if (violation is not null)
                _violations[seed] = violation;
        }
    }

    private object Report(TimeSpan elapsed) => new
    {
        seeds = _seeds,
        events = _events,
        events_per_seed = _events / Math.Max(1, _seeds),
        seconds = Math.Round(elapsed.TotalSeconds, 1),
        faults = Enum.GetValues<Fault>().ToDictionary(fault => JsonNamingPolicy.SnakeCaseLower.ConvertName(fault.ToString()), fault => _faults[(int)fault]),
        violations = _violations.Select(violation => new { seed = violation.Key, what = violation.Value, replay = Replay(violation.Key, withLimits) }),
    };

    private void Print(TimeSpan elapsed)
    {
        Console.WriteLine($"{_seeds} seeds, {_events} events ({_events / Math.Max(1, _seeds)} a seed) in {elapsed.TotalSeconds:F1} s");
        foreach (var fault in Enum.GetValues<Fault>())
            Console.WriteLine($"  {fault,-22} {_faults[(int)fault],10}");
        foreach (var (seed, violation) in _violations)
            Console.WriteLine($"seed {seed}: {violation}\n  {Replay(seed, withLimits)}");
        Console.WriteLine(_violations.Count == 0 ? "no violation" : $"{_violations.Count} seeds violate an invariant");
    }
}
