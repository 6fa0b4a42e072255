using System.Globalization;

namespace BudgetMesh.Bench.Gateways;

/// <summary>The medians over rounds; what is added to a direct call, and ratios, are taken within each round.</summary>
internal sealed record GatewayReport(IReadOnlyList<GatewayRound> Rounds)
{
    public const string Direct = "direct", Nginx = "nginx", Portkey = "Portkey", Ours = "BudgetMesh";

    /// <summary>The bar: what the gateway adds at the median, on one connection.</summary>
    private const double AddedP50UsMost = 300;

    /// <summary>The bar: requests per second for one of Portkey's, on many connections.</summary>
    private const double TimesPortkeyLeast = 10;

    public bool HoldsTheBar => AddedUs(Ours, Rounds.Min(static round => round.Connections), static load => load.P50Us) <= AddedP50UsMost
        && Times(Ours, Portkey, Rounds.Max(static round => round.Connections)) >= TimesPortkeyLeast;

    /// <summary>Runs whose figures are worth nothing, a sentence each.</summary>
    public IEnumerable<string> Complaints =>
        from round in Rounds
        from run in round.Ways
        where !run.Value.IsSound(round.Connections)
        select $"{run.Key} at {round.Connections}: {run.Value.Load.Requests} answers, {run.Value.Load.Failures} failures, and {run.Value.Served} requests reached the upstream";

    public string ToMarkdown()
    {
        List<string> lines =
        [
            "| connections | way | requests/s | p50 | p99 | p50 added | p99 added | requests to nginx | requests to Portkey | CPU a request |",
            "| ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
        ];
        foreach (var connections in Rounds.Select(static round => round.Connections).Distinct())
            lines.AddRange(new[] { Direct, Nginx, Portkey, Ours }.Select(way => Line(way, connections)));
        return string.Join(Environment.NewLine, lines);
    }

    private string Line(string way, int connections)
    {
        var isDirect = way == Direct;
        var perSecond = Median(connections, round => round[way].Load.PerSecond);
        return string.Create(CultureInfo.InvariantCulture, $"| {connections} | {way} | {perSecond:N0} | {Time(Median(connections, round => round[way].Load.P50Us))} | {Time(Median(connections, round => round[way].Load.P99Us))} ")
            + (isDirect ? "| | " : $"| {Time(AddedUs(way, connections, static load => load.P50Us))} | {Time(AddedUs(way, connections, static load => load.P99Us))} ")
            + string.Create(CultureInfo.InvariantCulture, $"| {Times(way, Nginx, connections):0.00} | {Times(way, Portkey, connections):0.0} ")
            + (isDirect ? "| |" : $"| {Time(Median(connections, round => round[way].CpuUs))} |");
    }

    private double AddedUs(string way, int connections, Func<WrkRun, long> figure) => Median(connections, round => figure(round[way].Load) - figure(round[Direct].Load));

    private double Times(string way, string other, int connections) => Median(connections, round => round[way].Load.PerSecond / round[other].Load.PerSecond);

    private double Median(int connections, Func<IReadOnlyDictionary<string, WayRun>, double> figure)
    {
        double[] sorted = [.. Rounds.Where(round => round.Connections == connections).Select(round => figure(round.Ways)).Order()];
        return sorted[sorted.Length / 2];
    }

    /// <summary>In the unit that leaves one to three digits before the point, with three that count.</summary>
    private static string Time(double us) => Math.Abs(us) switch
    {
        < 1e3 => string.Create(CultureInfo.InvariantCulture, $"{us:G3} µs"),
        < 1e6 => string.Create(CultureInfo.InvariantCulture, $"{us / 1e3:G3} ms"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{us / 1e6:G3} s"),
    };
}
