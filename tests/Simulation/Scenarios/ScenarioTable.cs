using System.Text.Json;

namespace BudgetMesh.Simulation.Scenarios;

/// <summary>All scenarios as a table.</summary>
public static class ScenarioTable
{
    public const int SeedsUsual = 10;

    public static int Execute(int seeds, bool json)
    {
        if (Environment.GetEnvironmentVariable("DBG") is { } dbg)
        {
            var o = ScenarioSet.All.Single(x => x.Name == dbg);
            var w = new ScenarioWorld(o, 1);
            w.Run();
            for (var t = 0.0; t < o.Length.TotalSeconds; t++)
                Console.WriteLine($"{t,4} {w.Tallies.Max(x => x.Utilisation(TimeSpan.FromSeconds(t), TimeSpan.FromSeconds(t + 1))):P1} " + string.Join(' ', w.Served.Where(x => x.At.TotalSeconds >= t && x.At.TotalSeconds < t + 1).GroupBy(x => (x.Team, x.Priority)).OrderBy(x => x.Key).Select(x => $"{x.Key}={x.Count()}")));
            foreach (var r in w.Refusals)
                Console.WriteLine(r);
        }

        var outcomes = ScenarioSet.All.Where(x => Environment.GetEnvironmentVariable("ONLY") is not { } only || only.Split(',').Any(x.Name.Contains)).Select(options =>
        {
            var outcome = ScenarioOutcome.Of(options, seeds);
            if (!json)
                Print(outcome);
            return outcome;
        }).ToList();
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(outcomes.Select(static outcome => new
            {
                scenario = outcome.Name,
                seeds = outcome.Seeds,
                most_percent = outcome.MostParts / 1000.0,
                utilisation = Math.Round(outcome.Utilisation, 4),
                messages_per_second = Math.Round(outcome.Messages, 1),
                problem = outcome.Problem,
            })));
        }

        return outcomes.TrueForAll(static outcome => outcome.Problem is null) ? 0 : 1;
    }

    private static void Print(ScenarioOutcome outcome) => Console.WriteLine(
        $"{outcome.Name,-24} {outcome.Seeds,5} seeds  most {outcome.MostParts / 1000.0,8:F3} %  used {outcome.Utilisation * 100,6:F2} %  {outcome.Messages,5:F1} messages/s a gateway  {outcome.Problem}");
}
