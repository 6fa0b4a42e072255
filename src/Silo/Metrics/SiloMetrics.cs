using System.Diagnostics.Metrics;
using BudgetMesh.Grains;
using BudgetMesh.Storage;

namespace BudgetMesh.Silo;

/// <summary>What the HTTP side measures beyond what ASP.NET Core does by itself.</summary>
public sealed class SiloMetrics
{
    private readonly Counter<long> _receipts;
    private readonly Counter<long> _alarms;

    public SiloMetrics(IMeterFactory meters, IMeshStore store)
    {
        var meter = meters.Create(OwnerMetrics.MeterName);
        _receipts = meter.CreateCounter<long>("budgetmesh.receipts", "{receipt}", "Receipts that were made durable, without copies");
        _alarms = meter.CreateCounter<long>("budgetmesh.alarms", "{alarm}", "What an operator should look at, by kind");
        ShowWriter(meter, store);
    }

    private static void ShowWriter(Meter meter, IMeshStore store)
    {
        meter.CreateObservableCounter("budgetmesh.store.transactions", () => store.Writing.Transactions, "{transaction}", "Transactions of the store's writer");
        meter.CreateObservableCounter("budgetmesh.store.commands", () => store.Writing.Commands, "{command}", "Writes that shared those transactions");
        meter.CreateObservableCounter("budgetmesh.store.busy", () => store.Writing.Busy.TotalSeconds, "s", "How long the writer wrote");
    }

    public void ReceiptsTaken(ReceiptsAppended appended)
    {
        _receipts.Add(appended.Added);
        if (appended.Contradictions > 0)
            _alarms.Add(appended.Contradictions, new KeyValuePair<string, object?>("kind", "receipt_contradiction"));
    }
}
