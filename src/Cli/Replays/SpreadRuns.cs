using BudgetMesh.Replay;
using BudgetMesh.Routing;

namespace BudgetMesh.Cli;

/// <summary>What is looked at when each request makes a scope of its own: never one scope at a time, for there may be a million.</summary>
internal sealed class SpreadRuns(AdminClient admin, MeshPlan plan, ReplayOptions options, Func<long>? storeBytes)
{
    private readonly RunCosts _costs = new();
    private readonly ScopePlan _shape = plan.TryResolve(options.ScopeOf(0, options.Scopes[0]).Value, out var made) ? made : throw new ArgumentException($"the mesh does not make {options.ScopeOf(0, options.Scopes[0])}", nameof(plan));
    private IReadOnlyList<MadeReading> _before = [];
    private WriterWork _writerBefore;
    private long _bytesBefore;

    public async Task BeginAsync()
    {
        _before = await ReadAsync([]);
        _writerBefore = await WriterAsync();
        _bytesBefore = storeBytes?.Invoke() ?? 0;
    }

    public Task WatchAsync(Task run, ReplayTally tally) => _costs.WatchAsync(run, () => tally.Requests / (double)options.Count);

    /// <param name="gatePrefix">How the incarnations of the run's gates begin.</param>
    public async Task<RunScopesOutcome> EndAsync(string gatePrefix)
    {
        var writer = await WriterAsync();
        var after = await ReadAsync(await admin.ReceiptSumsAsync(gatePrefix, CancellationToken.None));
        return new RunScopesOutcome(
            _before, after, _costs, storeBytes?.Invoke() - _bytesBefore,
            new WriterWork(writer.Transactions - _writerBefore.Transactions, writer.Commands - _writerBefore.Commands, writer.Busy - _writerBefore.Busy));
    }

    private async Task<IReadOnlyList<MadeReading>> ReadAsync(IReadOnlyList<ReceiptSumState> receipts)
    {
        var pattern = _shape.MadeOf!.Pattern.Text;
        var hard = _shape.Budgets.Where(static budget => budget is { Unit: Budgets.BudgetUnit.Usd, Enforcement: Budgets.Enforcement.Hard }).Select(static budget => budget.Name).ToHashSet();
        return
        [
            .. from made in (await admin.PatternsAsync(CancellationToken.None)).Patterns
               where made.Pattern == pattern
               from budget in made.Budgets
               where hard.Contains(budget.Name)
               select new MadeReading(
                   pattern, budget.Name, made.Scopes, LedgerReader.Usd(budget.CapMost), LedgerReader.Usd(budget.Spent), LedgerReader.Usd(budget.SpentMost), LedgerReader.Usd(budget.BeyondMost),
                   LedgerReader.Usd(budget.Held), LedgerReader.Usd(budget.Free),
                   receipts.Where(sum => sum.Scope == pattern && sum.Budget == budget.Name).Select(sum => LedgerReader.Usd(sum.Amount)).FirstOrDefault()),
        ];
    }

    private async Task<WriterWork> WriterAsync()
    {
        var metrics = await admin.MetricsAsync(CancellationToken.None);
        return new WriterWork(
            (long)metrics.GetValueOrDefault("budgetmesh_store_transactions_total"), (long)metrics.GetValueOrDefault("budgetmesh_store_commands_total"),
            TimeSpan.FromSeconds(metrics.GetValueOrDefault("budgetmesh_store_busy_seconds_total")));
    }
}
