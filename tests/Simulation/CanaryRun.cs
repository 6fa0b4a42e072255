using System.Text.Json;
using BudgetMesh.Simulation.Checkers;
using BudgetMesh.Simulation.Scenarios;
using BudgetMesh.Simulation.World;

namespace BudgetMesh.Simulation;

/// <summary>Breaks the system on purpose, one way at a time, and sees whether the checker made for it notices.</summary>
public static class CanaryRun
{
    private const int SeedsMost = 1000;

    /// <summary>Each canary with the checker that must catch it.</summary>
    public static IReadOnlyDictionary<Canary, string> Made { get; } = new Dictionary<Canary, string>
    {
        [Canary.ExpiringMoney] = "1 cap holds",
        [Canary.AnswersBeforeDurable] = "2 rights conserved",
        [Canary.WireLosesSettled] = "3 counters converge",
        [Canary.ReceiptsRenumbered] = "4 holds resolve once",
        [Canary.ReturnsSwallowed] = "5 nothing stranded",
        [Canary.HeadroomIsAvailable] = "6 denials are just",
        [Canary.DecisionForgotten] = "7 denials cost nothing",
        [Canary.WindowsByOwnersClock] = "8 windows stay closed",
        [Canary.UnconditionalWrites] = "10 one writer a version",
        [Canary.AdjustmentsUnnamed] = "2 rights conserved",
        [Canary.JournalUnwitnessed] = "1 cap holds",
        [Canary.JournalUnlocked] = "1 cap holds",
        [Canary.OwnCountersLost] = "2 rights conserved",
        [Canary.PausesBeforeDurable] = "3 counters converge",
        [Canary.AnswersFromBefore] = "2 rights conserved",
        [Canary.RetireGivesBack] = "1 cap holds",
        [Canary.UnseededChance] = CheckerSet.Reproducible,
        [Canary.RefreshRefills] = "9 rates hold",
        [Canary.LearningSkipped] = "9 rates hold",
        [Canary.UnfencedOwner] = "9 rates hold",
        [Canary.SharesAsToldLast] = "9 rates hold",
        [Canary.LeaseIgnored] = "9 rates hold",
        [Canary.LimitEditsUnheard] = "9 rates hold",
    };

    /// <summary>The first seed at which the right checker fires, or null.</summary>
    public static long? Caught(Canary canary)
    {
        for (var seed = 1L; seed <= SeedsMost; seed++)
        {
            if (CanaryScenario.Shows(canary))
            {
                if (CanaryScenario.Catches(canary, (int)seed))
                    return seed;
                continue;
            }

            var world = new SimWorld(seed, canary) { JudgedBy = Made[canary] };
            world.Run();
            if (canary == Canary.UnseededChance)
            {
                var again = new SimWorld(seed, canary) { JudgedBy = Made[canary] };
                again.Run();
                if (again.Hash != world.Hash)
                    return seed;
            }
            else if (world.Violation?.StartsWith(Made[canary], StringComparison.Ordinal) == true)
            {
                return seed;
            }
        }

        return null;
    }

    public static int Execute(bool json)
    {
        var results = Made.AsParallel().AsOrdered().Select(made => (made.Key, made.Value, Seed: Caught(made.Key))).ToList();
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(new
            {
                canaries = results.Count,
                caught = results.Count(result => result.Seed is not null),
                by = results.Select(result => new { canary = result.Key.ToString(), checker = result.Value, seed = result.Seed }),
            }));
        }
        else
        {
            foreach (var (canary, checker, seed) in results)
                Console.WriteLine($"{canary,-22} {checker,-26} {(seed is null ? $"NOT CAUGHT in {SeedsMost} seeds" : $"caught at seed {seed}")}");
        }

        return results.All(result => result.Seed is not null) ? 0 : 1;
    }
}
