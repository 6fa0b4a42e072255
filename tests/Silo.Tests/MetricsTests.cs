using System.Globalization;
using System.Text.RegularExpressions;

namespace BudgetMesh.Silo.Tests;

public sealed partial class MetricsTests : SiloWithMesh
{
    [Fact]
    public async Task Every_line_is_what_prometheus_reads()
    {
        await new TestGate(Silo.Gateway, "gate-1", "acme/search", "calls").AskAsync(2);

        using var response = await Silo.Admin.GetAsync("/metrics");
        var text = await response.Content.ReadAsStringAsync();

        response.Content.Headers.ContentType!.ToString().ShouldBe("text/plain; version=0.0.4; charset=utf-8");
        text.ShouldEndWith("\n");
        var typed = new HashSet<string>();
        foreach (var line in text.TrimEnd('\n').Split('\n'))
        {
            if (TypeLine().Match(line) is { Success: true } type)
                typed.Add(type.Groups[1].Value).ShouldBeTrue($"{type.Groups[1].Value} is there twice");
            else if (!line.StartsWith("# HELP ", StringComparison.Ordinal))
                typed.ShouldContain(Family(line, typed), line);
        }

        typed.ShouldContain("budgetmesh_sync_requests_total");
        typed.ShouldContain("budgetmesh_grants_total");
        typed.ShouldContain("budgetmesh_store_write_duration_seconds");
        typed.ShouldContain("budgetmesh_owners_active");
    }

    [Fact]
    public async Task Buckets_of_a_histogram_rise_to_its_count()
    {
        await new TestGate(Silo.Gateway, "gate-1", "acme/search", "calls").AskAsync(2);

        var text = await Silo.Admin.GetStringAsync("/metrics");

        var buckets = text.Split('\n')
            .Where(line => line.StartsWith("budgetmesh_store_write_duration_seconds_bucket{outcome=\"written\"", StringComparison.Ordinal))
            .Select(line => long.Parse(line.Split(' ')[^1], CultureInfo.InvariantCulture))
            .ToList();
        buckets.ShouldBeInOrder();
        buckets[^1].ShouldBeGreaterThan(0);
        text.ShouldContain($"budgetmesh_store_write_duration_seconds_count{{outcome=\"written\"}} {buckets[^1]}\n");
        text.ShouldContain("le=\"+Inf\"");
    }

    [Fact]
    public async Task TwoSilos_of_one_process_measure_each_its_own()
    {
        var other = new TestSilo();
        await other.InitializeAsync();
        await other.ApplyAsync(Meshes.With());
        await new TestGate(other.Gateway, "gate-1", "acme/search", "calls").AskAsync(2);

        (await other.Admin.GetStringAsync("/metrics")).ShouldContain("budgetmesh_sync_requests_total{status=\"accepted\"} 2\n");
        (await Silo.Admin.GetStringAsync("/metrics")).ShouldNotContain("budgetmesh_sync_requests_total{");
        await other.DisposeAsync();
    }

    private static string Family(string line, HashSet<string> typed)
    {
        var sample = SampleLine().Match(line);
        sample.Success.ShouldBeTrue(line);
        double.TryParse(sample.Groups[2].Value.Replace("+Inf", "Infinity", StringComparison.Ordinal), CultureInfo.InvariantCulture, out _).ShouldBeTrue(line);
        var name = sample.Groups[1].Value;
        return typed.Contains(name) ? name : HistogramSuffix().Replace(name, "");
    }

    [GeneratedRegex("^# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|histogram)$")]
    private static partial Regex TypeLine();

    [GeneratedRegex("""^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\]|\\.)*"(?:,[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\]|\\.)*")*\})? (\S+)$""")]
    private static partial Regex SampleLine();

    [GeneratedRegex("_(bucket|sum|count)$")]
    private static partial Regex HistogramSuffix();
}
