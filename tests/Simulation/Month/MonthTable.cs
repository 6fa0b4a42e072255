using System.Globalization;
using System.Text.Json;
using BudgetMesh.Routing;

namespace BudgetMesh.Simulation.Month;

/// <summary>The months side by side: without pacing, with a straight course, and with the week's own.</summary>
internal static class MonthTable
{
    private static readonly decimal[] CapShares = [0.9m, 0.7m, 0.5m, 0.3m];
    private static readonly (string Name, bool Paced, bool KnowsTheWeek)[] Kinds =
        [("off", false, false), ("on, straight course", true, false), ("on, the week's course", true, true)];

    public static int Execute(int seed, bool json)
    {
        var rows = CapShares.SelectMany(share => Kinds.Select(kind => (kind.Name, Report: MonthRun.Execute(new MonthOptions(share, kind.Paced, kind.KnowsTheWeek, seed)))));
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(rows.Select(row => Row(row.Name, row.Report))));
            return 0;
        }

        Console.WriteLine("| cap share | pacing | used | premium, interactive: mean, worst day | normal | batch | premium gone for interactive on day | changes a day: mean, most |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- | --- |");
        foreach (var (name, report) in rows)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {report.Options.CapShare} | {name} | {report.Utilization:P2} | {report.MeanDay(Priority.Interactive):P1}, {report.WorstDay(Priority.Interactive):P1} | {report.MeanDay(Priority.Normal):P1} | {report.MeanDay(Priority.Batch):P1} | {report.RanOutOn?.ToString(CultureInfo.InvariantCulture) ?? "never"} | {report.ChangesADay:F1}, {report.ChangesMost} |"));
        }

        return 0;
    }

    private static Dictionary<string, object?> Row(string pacing, MonthReport report) => new()
    {
        ["cap_share"] = report.Options.CapShare,
        ["pacing"] = pacing,
        ["utilization"] = report.Utilization,
        ["interactive_mean"] = report.MeanDay(Priority.Interactive),
        ["interactive_worst_day"] = report.WorstDay(Priority.Interactive),
        ["normal_mean"] = report.MeanDay(Priority.Normal),
        ["batch_mean"] = report.MeanDay(Priority.Batch),
        ["ran_out_on_day"] = report.RanOutOn,
        ["changes_a_day"] = report.ChangesADay,
        ["changes_most"] = report.ChangesMost,
    };
}
