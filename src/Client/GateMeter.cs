using System.Diagnostics.Metrics;
using BudgetMesh.Wire;

namespace BudgetMesh.Client;

/// <summary>The meter <c>budgetmesh.gate</c>. Decisions are counted in the gate and read when somebody asks, so that they cost nothing there.</summary>
internal sealed class GateMeter : IDisposable
{
    public const string Name = "budgetmesh.gate";

    private readonly Meter _meter;
    private readonly Counter<long> _syncs;
    private readonly Histogram<double> _syncDuration;
    private readonly Histogram<double> _wait;
    private readonly Counter<long> _abandoned;
    private long _syncsSent;
    private long _syncsFailed;
    private long _leasesAbandoned;

    public GateMeter(GateOptions options, GateLives lives)
    {
        _meter = new Meter(Name, version: null, [new("gate", options.Name)]);
        _meter.CreateObservableCounter("budgetmesh.gate.decisions", () => Decisions(lives), "{decision}", "Decisions by verdict and reason.");
        _meter.CreateObservableCounter("budgetmesh.gate.decisions.waited", () => Read(lives, static lives => lives.Waited), "{decision}", "Decisions that waited for the silo.");
        _meter.CreateObservableUpDownCounter("budgetmesh.gate.holds.open", () => Read(lives, static lives => lives.OpenHolds), "{hold}", "Holds that wait for their settlement.");
        _meter.CreateObservableUpDownCounter(
            "budgetmesh.gate.receipts.pending", () => Read(lives, static lives => lives.ReceiptsPending), "{receipt}", "Receipts that the silo has not confirmed.");
        _wait = _meter.CreateHistogram<double>("budgetmesh.gate.decision.wait", "s", "How long decisions took that waited for the silo.");
        _syncs = _meter.CreateCounter<long>("budgetmesh.gate.syncs", "{sync}", "Messages to the owners, by outcome.");
        _syncDuration = _meter.CreateHistogram<double>("budgetmesh.gate.sync.duration", "s", "From sending a sync to its answer.");
        _abandoned = _meter.CreateCounter<long>("budgetmesh.gate.leases.abandoned", "{lease}", "Leases disposed of with their hold open.");
    }

    public long Syncs => Volatile.Read(ref _syncsSent);

    public long SyncsFailed => Volatile.Read(ref _syncsFailed);

    public long LeasesAbandoned => Volatile.Read(ref _leasesAbandoned);

    public void Synced(TimeSpan duration)
    {
        Interlocked.Increment(ref _syncsSent);
        _syncs.Add(1, new KeyValuePair<string, object?>("outcome", "answered"));
        _syncDuration.Record(duration.TotalSeconds);
    }

    public void SyncFailed()
    {
        Interlocked.Increment(ref _syncsSent);
        Interlocked.Increment(ref _syncsFailed);
        _syncs.Add(1, new KeyValuePair<string, object?>("outcome", "failed"));
    }

    public void Waited(TimeSpan duration) => _wait.Record(duration.TotalSeconds);

    public void Abandoned()
    {
        Interlocked.Increment(ref _leasesAbandoned);
        _abandoned.Add(1);
    }

    public void Dispose() => _meter.Dispose();

    private static IEnumerable<Measurement<long>> Decisions(GateLives lives)
    {
        lock (lives.Lock)
        {
            return
            [
                .. from decided in lives.Tally.Read()
                   select new Measurement<long>(
                       decided.Count,
                       new KeyValuePair<string, object?>("verdict", WireMapping.Verdicts.ToWire(decided.Verdict)),
                       new KeyValuePair<string, object?>("reason", WireMapping.Reasons.ToWire(decided.Reason))),
            ];
        }
    }

    private static long Read(GateLives lives, Func<GateLives, long> value)
    {
        lock (lives.Lock)
            return value(lives);
    }
}
