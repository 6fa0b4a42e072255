using BudgetMesh.Routing;

namespace BudgetMesh.Simulation.Scenarios;

/// <summary>How a scenario went with some seeds.</summary>
/// <param name="MostParts">Of a limit in any interval, at most, in parts of a hundred thousand of R · τ + B; or at once.</param>
/// <param name="Utilisation">The least of any measured time.</param>
/// <param name="Messages">In a second, from one gateway, on average.</param>
/// <param name="Problem">The first thing that should not be so; null for none.</param>
public sealed record ScenarioOutcome(string Name, int Seeds, int MostParts, double Utilisation, double Messages, string? Problem)
{
    public static ScenarioOutcome Of(ScenarioOptions options, int seeds) => Enumerable.Range(1, seeds).AsParallel()
        .Select(seed => Of(options, new ScenarioWorld(options, seed), seed))
        .Aggregate(static (left, right) => new ScenarioOutcome(
            left.Name, left.Seeds + right.Seeds, Math.Max(left.MostParts, right.MostParts), Math.Min(left.Utilisation, right.Utilisation), (left.Messages + right.Messages) / 2, left.Problem ?? right.Problem));

    /// <summary>What a team got of what its requests, begun between two moments, asked for.</summary>
    public static double Share(ScenarioWorld world, string team, Priority priority, double from, double until) =>
        world.Served.Count(served => served.Team == team && served.Priority == priority && IsBetween(served.At, from, until))
        / (double)Math.Max(1, world.Began.Count(began => began.Team == team && began.Priority == priority && IsBetween(began.At, from, until)));

    /// <summary>Of what the teams got: 1 where all got the same.</summary>
    public static double Jain(ScenarioWorld world, double from, double until)
    {
        var got = world.Options.Teams.Select(team => (double)world.Served.Count(served => served.Team == team && IsBetween(served.At, from, until))).ToList();
        return got.Sum() * got.Sum() / (got.Count * got.Sum(static part => part * part));
    }

    private static ScenarioOutcome Of(ScenarioOptions options, ScenarioWorld world, int seed)
    {
        world.Run();
        var most = world.Tallies.Max(static tally => tally.MostParts);
        var measured = options.Measured.Select(time => world.Tallies.Max(tally => tally.Utilisation(TimeSpan.FromSeconds(time.From), TimeSpan.FromSeconds(time.Until)))).ToList();
        var problem = world.Tallies.Any(static tally => tally.Plan.IsRate && !tally.Bucket.Holds) || most > 100_000 ? $"{most / 1000.0:F3} % of the limit was let through"
            : measured.Min() < options.UtilisationLeast ? $"{measured.Min():P2} was used: {string.Join(", ", measured.Select(static part => $"{part:P1}"))}"
            : options.Judge(world);
        return new ScenarioOutcome(options.Name, 1, most, measured.Min(), world.Messages / options.Length.TotalSeconds / options.Gateways, problem is null ? null : $"seed {seed}: {problem}");
    }

    private static bool IsBetween(TimeSpan at, double from, double until) => at.TotalSeconds >= from && at.TotalSeconds < until;
}
