namespace BudgetMesh.Simulation.Checkers;

public static class CheckerSet
{
    /// <summary>Fresh checkers for one seed, one for each invariant. That a seed reproduces its run is judged over two runs of it.</summary>
    public static IReadOnlyList<Checker> Create() =>
    [
        new CapHolds(),
        new RightsConserved(),
        new CountersConverge(),
        new HoldsResolveOnce(),
        new NothingStranded(),
        new DenialsAreJust(),
        new DenialsCostNothing(),
        new WindowsStayClosed(),
        new RatesHold(),
        new OneWriterAVersion(),
    ];

    public const string Reproducible = "11 reproducible";
}
