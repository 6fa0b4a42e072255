using System.Globalization;
using BudgetMesh.Replay;

namespace BudgetMesh.Cli;

/// <summary>What became of each asker of the demo, in words.</summary>
internal static class DemoWords
{
    public static IEnumerable<string> Of(ReplayTally tally)
    {
        var width = DemoAskers.All.Max(static one => one.Name.Length);
        foreach (var (name, asker) in DemoAskers.All)
        {
            var all = Math.Max(1, tally.Ways.Of(asker));
            var ways = tally.Ways.ByTier(asker).Select(tier => string.Create(CultureInfo.InvariantCulture, $"{(double)tier.Value / all:P1} {tier.Key.ToString().ToLowerInvariant()}"));
            if (tally.Ways.Refused(asker) is > 0 and var refused)
                ways = ways.Append(string.Create(CultureInfo.InvariantCulture, $"{(double)refused / all:P1} refused"));
            yield return string.Create(CultureInfo.InvariantCulture, $"  {name.PadRight(width)}  {tally.Ways.Of(asker),5:N0}: {string.Join(", ", ways)}");
        }
    }
}
