using System.Text.Json;

namespace BudgetMesh.Simulation.Scenarios;

/// <summary>All scenarios as a table.</summary>
public static class ScenarioTable
{
    public const int SeedsUsual = 10;

    public static int Execute(int seeds, bool json)
    {
        var outcomes = ScenarioSet.All.Select(options =>
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
