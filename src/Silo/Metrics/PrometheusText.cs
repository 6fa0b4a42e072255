using System.Globalization;
using System.Text;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace BudgetMesh.Silo;

/// <summary>Writes metrics in Prometheus' text format 0.0.4, with the names that OpenTelemetry prescribes for it.</summary>
internal sealed class PrometheusText
{
    private readonly StringBuilder _text = new();

    public void Add(Metric metric)
    {
        if (Kind(metric.MetricType) is not { } kind)
            return;
        var name = PrometheusNames.Of(metric.Name, metric.Unit, isCounter: kind == "counter");
        var help = metric.Description.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
        _text.Append("# HELP ").Append(name).Append(' ').Append(help).Append('\n');
        _text.Append("# TYPE ").Append(name).Append(' ').Append(kind).Append('\n');
        foreach (ref readonly var point in metric.GetMetricPoints())
            Add(name, metric.MetricType, point);
    }

    public override string ToString() => _text.ToString();

    private static string? Kind(MetricType type) => type switch
    {
        MetricType.LongSum or MetricType.DoubleSum => "counter",
        MetricType.LongGauge or MetricType.DoubleGauge or MetricType.LongSumNonMonotonic or MetricType.DoubleSumNonMonotonic => "gauge",
        MetricType.Histogram => "histogram",
        _ => null,
    };

    private void Add(string name, MetricType type, in MetricPoint point)
    {
        switch (type)
        {
            case MetricType.LongSum or MetricType.LongSumNonMonotonic:
                Line(name, point.Tags, point.GetSumLong().ToString(CultureInfo.InvariantCulture));
                break;
            case MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic:
                Line(name, point.Tags, Number(point.GetSumDouble()));
                break;
            case MetricType.LongGauge:
                Line(name, point.Tags, point.GetGaugeLastValueLong().ToString(CultureInfo.InvariantCulture));
                break;
            case MetricType.DoubleGauge:
                Line(name, point.Tags, Number(point.GetGaugeLastValueDouble()));
                break;
            case MetricType.Histogram:
                AddHistogram(name, point);
                break;
        }
    }

    private void AddHistogram(string name, in MetricPoint point)
    {
        var count = 0L;
        foreach (var bucket in point.GetHistogramBuckets())
        {
            count += bucket.BucketCount;
            Line($"{name}_bucket", point.Tags, count.ToString(CultureInfo.InvariantCulture), Number(bucket.ExplicitBound));
        }

        Line($"{name}_sum", point.Tags, Number(point.GetHistogramSum()));
        Line($"{name}_count", point.Tags, count.ToString(CultureInfo.InvariantCulture));
    }

    private void Line(string name, ReadOnlyTagCollection tags, string value, string? upTo = null)
    {
        _text.Append(name);
        var separator = '{';
        foreach (var (key, tag) in tags)
        {
            Label(separator, PrometheusNames.Label(key), Convert.ToString(tag, CultureInfo.InvariantCulture) ?? "");
            separator = ',';
        }

        if (upTo is not null)
        {
            Label(separator, "le", upTo);
            separator = ',';
        }

        if (separator == ',')
            _text.Append('}');
        _text.Append(' ').Append(value).Append('\n');
    }

    private void Label(char separator, string name, string value)
    {
        _text.Append(separator).Append(name).Append("=\"");
        foreach (var letter in value)
        {
            _ = letter switch
            {
                '\\' => _text.Append(@"\\"),
                '"' => _text.Append("\\\""),
                '\n' => _text.Append(@"\n"),
                _ => _text.Append(letter),
            };
        }

        _text.Append('"');
    }

    private static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        double.NaN => "NaN",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };
}
