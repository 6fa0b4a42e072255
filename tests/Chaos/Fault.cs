namespace BudgetMesh.Chaos;

internal enum FaultKind
{
    /// <summary>SIGKILL; started again at the same address when it is over.</summary>
    SiloKilled,

    /// <summary>SIGSTOP, and SIGCONT when it is over.</summary>
    SiloPaused,

    /// <summary>SIGKILL to all its processes; started again when it is over.</summary>
    PostgresKilled,

    /// <summary>SIGTERM, and started again as the other build of the program.</summary>
    SiloUpgraded,
}

/// <summary>One piece of trouble.</summary>
/// <param name="At">Since the first request.</param>
/// <param name="Silo">From 0; without meaning where it is PostgreSQL.</param>
/// <param name="Lasts">How long it is left like that.</param>
internal sealed record Fault(TimeSpan At, FaultKind Kind, int Silo, TimeSpan Lasts)
{
    /// <summary>A silo is well for so long in between, and in trouble for so long, in seconds.</summary>
    private const double WellLeast = 4, WellMost = 16, TroubleLeast = 0.5, TroubleMost = 6;

    /// <summary>In which parts of a run PostgreSQL is killed.</summary>
    private static readonly (double From, double To)[] PostgresKills = [(0.25, 0.4), (0.6, 0.75)];

    /// <summary>Silos of another build give way to those of this one, one after the other, from a quarter to three quarters of a run.</summary>
    public static IReadOnlyList<Fault> DrawUpgrade(StormOptions options) =>
        [.. Enumerable.Range(0, options.Silos).Select(silo => new Fault(options.Length * (0.25 + 0.5 * silo / options.Silos), FaultKind.SiloUpgraded, silo, TimeSpan.Zero))];

    /// <summary>All of a run, in order. Silos are in trouble independently of each other: at times all at once.</summary>
    public static IReadOnlyList<Fault> Draw(StormOptions options)
    {
        var random = new Random(options.Seed);
        return
        [
            .. Enumerable.Range(0, options.Silos).SelectMany(silo => OfSilo(silo, options.Length, random))
                .Concat(PostgresKills.Select(part => new Fault(options.Length * Between(part.From, part.To, random), FaultKind.PostgresKilled, -1, Seconds(TroubleLeast, TroubleMost, random))))
                .OrderBy(static fault => fault.At),
        ];
    }

    private static IEnumerable<Fault> OfSilo(int silo, TimeSpan length, Random random)
    {
        var at = Seconds(WellLeast, WellMost, random);
        while (at < length)
        {
            var fault = new Fault(at, random.Next(2) == 0 ? FaultKind.SiloKilled : FaultKind.SiloPaused, silo, Seconds(TroubleLeast, TroubleMost, random));
            yield return fault;
            at += fault.Lasts + Seconds(WellLeast, WellMost, random);
        }
    }

    private static TimeSpan Seconds(double from, double to, Random random) => TimeSpan.FromSeconds(Between(from, to, random));

    private static double Between(double from, double to, Random random) => from + (to - from) * random.NextDouble();
}
