using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using BudgetMesh.Budgets;
using BudgetMesh.Capacity;
using BudgetMesh.Grains;
using BudgetMesh.Lending;
using BudgetMesh.Silo;
using BudgetMesh.Wire;

namespace BudgetMesh.Deploy.Tests;

[Collection(nameof(RunningSilo))]
public sealed partial class AlertTests(RunningSilo running)
{
    private static readonly AlertRules Rules = AlertRules.Read();

    /// <summary>What Prometheus adds.</summary>
    private static readonly string[] OfPrometheus = ["job", "instance", "le"];

    private static readonly string[] AlarmKinds = [.. WordsOf<LendingAlarmKind>(), "receipt_contradiction", "invariant_violation"];

    private static readonly Dictionary<string, string[]> Words = new()
    {
        ["kind"] = AlarmKinds,
        ["outcome"] = WordsOf<WriteOutcome>(),
        ["status"] = [.. WordsOf<SyncStatus>(), WireMapping.Unavailable],
        ["state"] = WordsOf<CircuitKind>(),
        ["enforcement"] = WordsOf<Enforcement>(),
        ["job"] = ["budgetmesh"],
    };

    [Fact]
    public void Every_metric_that_a_rule_reads_is_one_that_a_silo_measures()
    {
        var measured = Measured();
        var recorded = Rules.Rules.Select(static rule => rule.Record).OfType<string>().Append("up").ToHashSet();

        foreach (var rule in Rules.Rules)
        {
            var metrics = rule.Metrics.Select(static read => read.Metric).ToList();
            metrics.ShouldNotBeEmpty(rule.Alert);
            foreach (var metric in metrics.Where(metric => !recorded.Contains(metric)))
                measured.ShouldContain(metric, rule.Alert);
        }
    }

    [Fact]
    public void Every_label_that_a_rule_asks_for_is_one_that_the_metric_has()
    {
        foreach (var rule in Rules.Rules)
        {
            foreach (var (metric, labels) in rule.Metrics.Where(static read => read.Metric.StartsWith("budgetmesh_", StringComparison.Ordinal)))
            {
                var samples = running.Samples.Where(line => line.StartsWith($"{metric}{{", StringComparison.Ordinal)).ToList();
                samples.ShouldNotBeEmpty($"nothing here has made the silo measure {metric}");
                foreach (var label in labels.Select(static asked => asked.Label).Concat(rule.GroupedBy).Except(OfPrometheus))
                    samples[0].ShouldContain($"{label}=\"", customMessage: rule.Alert);
            }
        }
    }

    [Fact]
    public void Every_word_that_a_rule_compares_with_is_one_that_the_label_can_be()
    {
        foreach (var asked in Rules.Rules.SelectMany(static rule => rule.Metrics).SelectMany(static read => read.Labels))
        {
            Words.ShouldContainKey(asked.Label);
            foreach (var value in asked.Values)
                Words[asked.Label].ShouldContain(value);
        }
    }

    [Fact]
    public void Each_kind_of_alarm_has_one_alert() =>
        Rules.Alerts.SelectMany(static rule => rule.Metrics).SelectMany(static read => read.Labels).Where(static asked => asked.Label == "kind").SelectMany(static asked => asked.Values)
            .ShouldBe(AlarmKinds, ignoreOrder: true);

    [Fact]
    public void Each_alert_says_how_urgent_it_is_and_what_has_happened_and_operations_md_what_to_do()
    {
        foreach (var alert in Rules.Alerts)
        {
            alert.Labels["severity"].ShouldBeOneOf("page", "ticket");
            alert.Annotations["summary"].ShouldNotBeEmpty();
        }

        AlertRow().Matches(Repository.Read("docs", "OPERATIONS.md")).Select(static match => match.Groups[1].Value).ShouldBe(Rules.Alerts.Select(static alert => alert.Alert!), ignoreOrder: true);
    }

    [PromtoolFact]
    public void Prometheus_reads_the_rules_and_they_fire_when_they_should()
    {
        Promtool.Run("check", "rules", Repository.PathOf("deploy", "prometheus", "alerts.yaml"));
        Promtool.Run("test", "rules", Repository.PathOf("deploy", "prometheus", "alerts.test.yaml"));
    }

    [Fact]
    public async Task The_monitor_asks_one_service_for_metrics_at_a_route_that_is_open()
    {
        var endpoint = Manifests.Monitor["spec"]["endpoints"].Items.ShouldHaveSingleItem();
        var selected = Manifests.Monitor["spec"]["selector"]["matchLabels"].Pairs;
        var service = Manifests.Of("Service").Where(service => service["metadata"].Has("labels") && selected.All(service["metadata"]["labels"].Pairs.Contains)).ShouldHaveSingleItem();

        service["spec"]["ports"][0]["name"].Text.ShouldBe(endpoint["port"].Text);
        service["metadata"]["labels"][Manifests.Monitor["spec"]["jobLabel"].Text].Text.ShouldBe("budgetmesh");
        Manifests.Serve(0).HasOpenMetrics.ShouldBeTrue();
        (await running.Stranger.GetStringAsync(endpoint["path"].Text)).ShouldContain("# TYPE budgetmesh_");
    }

    /// <summary>The names of everything that silos of this process measure, as Prometheus has them.</summary>
    private static HashSet<string> Measured()
    {
        var names = new HashSet<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Name != OwnerMetrics.MeterName)
                    return;
                var type = instrument.GetType().Name;
                var name = PrometheusNames.Of(instrument.Name, instrument.Unit ?? "", isCounter: type.Contains("Counter", StringComparison.Ordinal) && !type.Contains("UpDown", StringComparison.Ordinal));
                names.UnionWith(type.StartsWith("Histogram", StringComparison.Ordinal) ? [$"{name}_bucket", $"{name}_count", $"{name}_sum"] : [name]);
            },
        };
        listener.Start();
        return names;
    }

    private static string[] WordsOf<T>()
        where T : struct, Enum
    {
        var names = new WireNames<T>();
        return [.. Enum.GetValues<T>().Select(names.ToWire)];
    }

    [GeneratedRegex(@"^\| `(BudgetMesh\w+)` \|", RegexOptions.Multiline)]
    private static partial Regex AlertRow();
}
