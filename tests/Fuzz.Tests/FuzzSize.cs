using System.Globalization;

namespace BudgetMesh.Fuzz.Tests;

/// <summary>How much is tried: a little in the suite, more where the environment says so.</summary>
internal static class FuzzSize
{
    private const int Usual = 40;

    /// <summary>Mutated requests for each endpoint: <c>BUDGETMESH_FUZZ</c>.</summary>
    public static int OfEach { get; } = Number("BUDGETMESH_FUZZ", Usual);

    /// <summary>The number of the first, from 1; a number decides what is sent: <c>BUDGETMESH_FUZZ_FROM</c>.</summary>
    public static int From { get; } = Number("BUDGETMESH_FUZZ_FROM", 1);

    /// <summary>A part of the names of those endpoints that are tried: <c>BUDGETMESH_FUZZ_ONLY</c>; all without.</summary>
    public static string Only { get; } = Environment.GetEnvironmentVariable("BUDGETMESH_FUZZ_ONLY") ?? "";

    private static int Number(string name, int usual) => int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : usual;
}
