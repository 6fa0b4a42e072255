using System.Diagnostics.Metrics;

namespace BudgetMesh.Chaos;

/// <summary>Hears from all gates of the process how long decisions took that had to wait for a silo.</summary>
internal sealed class WaitMeter : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Lock _lock = new();

    public WaitMeter()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Name == "budgetmesh.gate.decision.wait")
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<double>((_, seconds, _, _) => Note(TimeSpan.FromSeconds(seconds)));
        _listener.Start();
    }

    public TimeSpan Longest { get; private set; }

    public void Dispose() => _listener.Dispose();

    private void Note(TimeSpan wait)
    {
        lock (_lock)
            Longest = wait > Longest ? wait : Longest;
    }
}
