using System.Globalization;
using BudgetMesh.Rates;
using BudgetMesh.Replay.Measures;

namespace BudgetMesh.Replay;

/// <summary>What was asked and used in each second of a run, as CSV: a row for each second, scope and deployment in which something was counted.</summary>
public static class SeriesFile
{
    private const string Header = "second,scope,deployment,asked_requests,asked_tokens,used_requests,used_input_tokens,used_output_tokens,refused_requests";

    /// <summary>Rows without a deployment have what was asked: which one it will be is not known then.</summary>
    public static void Write(TextWriter csv, RunMeters meters)
    {
        csv.WriteLine(Header);
        var keys = meters.Asked.Keys.Union(meters.Served.Keys).Union(meters.Refused.Keys)
            .OrderBy(static key => key.Scope, StringComparer.Ordinal).ThenBy(static key => key.Deployment, StringComparer.Ordinal).ToList();
        var columns = keys.ConvertAll(key => Columns(meters, key));
        for (var second = 0; second < meters.Seconds; second++)
        {
            for (var i = 0; i < keys.Count; i++)
            {
                var cells = columns[i].Select(column => column[second]).ToList();
                if (cells.Exists(static cell => cell != 0))
                    csv.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{second},{keys[i].Scope},{keys[i].Deployment},{string.Join(',', cells)}"));
            }
        }
    }

    private static List<long[]> Columns(RunMeters meters, UsageKey key) =>
    [
        meters.Asked.BySecond(meters.Seconds, LimitUnit.Requests, key.Equals),
        meters.Asked.BySecond(meters.Seconds, LimitUnit.Tokens, key.Equals),
        meters.Served.BySecond(meters.Seconds, LimitUnit.Requests, key.Equals),
        meters.Served.BySecond(meters.Seconds, LimitUnit.InputTokens, key.Equals),
        meters.Served.BySecond(meters.Seconds, LimitUnit.OutputTokens, key.Equals),
        meters.Refused.BySecond(meters.Seconds, LimitUnit.Requests, key.Equals),
    ];
}
