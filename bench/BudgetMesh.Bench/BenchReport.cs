using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace BudgetMesh.Bench;

/// <summary>One round: what each operation took, what reading the timer alone took, and what was allocated in all.</summary>
internal sealed record BenchRound(Quantiles Decide, Quantiles Settle, Quantiles Both, Quantiles Timer, long Bytes);

/// <summary>The medians over rounds. Durations in nanoseconds, as measured: each has a reading of the timer in it, decide and settle together two.</summary>
internal sealed record BenchReport(int Operations, BenchSetting Setting, IReadOnlyList<BenchRound> Rounds)
{
    private Quantiles Decide => Quantiles.Median(Rounds.Select(round => round.Decide));

    private Quantiles Settle => Quantiles.Median(Rounds.Select(round => round.Settle));

    private Quantiles Both => Quantiles.Median(Rounds.Select(round => round.Both));

    private long TimerNs => Quantiles.Median(Rounds.Select(round => round.Timer)).P50;

    private decimal BytesPerOperation => Math.Round((decimal)Rounds.Sum(round => round.Bytes) / Rounds.Count / Operations, 3);

    public bool HoldsTheBar => Both.P50 <= Setting.P50Most && BytesPerOperation == 0;

    public string ToJson() => JsonSerializer.Serialize(
        new Document(
            Setting.ToString(), Operations, Rounds.Count, TimerNs, Line(Decide, TimerNs), Line(Settle, TimerNs), Line(Both, TimerNs * 2), BytesPerOperation, Setting.P50Most, HoldsTheBar),
        BenchJson.Default.Document);

    public string ToText()
    {
        var text = new List<string> { $"{Operations} operations a round, median of {Rounds.Count} rounds; reading the timer takes {TimerNs} ns: once in each figure, twice in that of both." };
        foreach (var (name, q) in new[] { ("decide", Decide), ("settle", Settle), ("decide and settle", Both) })
            text.Add(string.Create(CultureInfo.InvariantCulture, $"{name,-18} p50 {q.P50,6} ns   p99 {q.P99,6} ns   p99.9 {q.P999,7} ns   max {q.Max,9} ns"));
        text.Add($"{BytesPerOperation} bytes per operation");
        return string.Join(Environment.NewLine, text);
    }

    private static Figures Line(Quantiles q, long timer) => new(q.P50, q.P99, q.P999, q.Max, Math.Max(0, q.P50 - timer));

    /// <param name="P50LessTimer">The median less what the timer's own readings take.</param>
    internal sealed record Figures(long P50, long P99, long P999, long Max, long P50LessTimer);

    internal sealed record Document(
        string Bench, int Operations, int Rounds, long TimerNs, Figures DecideNs, Figures SettleNs, Figures DecideAndSettleNs, decimal BytesPerOperation, long BarP50Ns, bool HoldsTheBar);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = false)]
[JsonSerializable(typeof(BenchReport.Document))]
internal sealed partial class BenchJson : JsonSerializerContext;
