using System.Diagnostics.Metrics;
using BudgetMesh.Grains;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace BudgetMesh.Silo;

/// <summary>Collects the silo's metrics and those of the runtime through the OpenTelemetry SDK whenever somebody asks.</summary>
internal sealed class MetricsReport : IDisposable
{
    /// <summary>Own series are bounded at their source; this keeps a mistake from growing without end.</summary>
    private const int SeriesPerMetricMax = 4_000;

    private readonly Lock _reading = new();
    private readonly TextExporter _exporter = new();
    private readonly BaseExportingMetricReader _reader;
    private readonly MeterProvider _meters;

    /// <param name="meters">The silo's own: another silo in the process has others, and its metrics are its own too.</param>
    public MetricsReport(IMeterFactory meters)
    {
        _reader = new BaseExportingMetricReader(_exporter);
        _meters = Sdk.CreateMeterProviderBuilder()
            .AddMeter(OwnerMetrics.MeterName, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime")
            .AddView(instrument => instrument.Meter.Scope is null || ReferenceEquals(instrument.Meter.Scope, meters)
                ? new MetricStreamConfiguration { CardinalityLimit = SeriesPerMetricMax }
                : MetricStreamConfiguration.Drop)
            .AddReader(_reader)
            .Build();
    }

    /// <summary>Prometheus text, format 0.0.4.</summary>
    public string Read()
    {
        lock (_reading)
        {
            // The reader lets itself be asked through its exporter only.
            _exporter.Collect!(Timeout.Infinite);
            return _exporter.Text;
        }
    }

    public void Dispose()
    {
        _meters.Dispose();
        _reader.Dispose();
        _exporter.Dispose();
    }

    [ExportModes(ExportModes.Pull)]
    private sealed class TextExporter : BaseExporter<Metric>, IPullMetricExporter
    {
        public string Text { get; private set; } = "";

        public Func<int, bool>? Collect { get; set; }

        public override ExportResult Export(in Batch<Metric> batch)
        {
            var text = new PrometheusText();
            foreach (var metric in batch)
                text.Add(metric);
            Text = text.ToString();
            return ExportResult.Success;
        }
    }
}
