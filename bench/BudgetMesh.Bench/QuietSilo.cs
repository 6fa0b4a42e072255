using System.Runtime.CompilerServices;
using BudgetMesh.Bounds;
using BudgetMesh.Client;
using BudgetMesh.Lending;
using BudgetMesh.Rates;
using BudgetMesh.Routing;
using BudgetMesh.Wire;
using NodaTime;

namespace BudgetMesh.Bench;

/// <summary>A silo in this process with the production owners and a store that forgets: what is measured is the gate.</summary>
internal sealed class QuietSilo(MeshConfig mesh) : ISiloTransport
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, ScopeBook> _books = [];
    private readonly Dictionary<RateOwnerId, RateBook> _rates = [];
    private readonly MergedBounds _bounds = new();
    private readonly MeshPlan _mesh = MeshPlan.TryCompile(mesh, out var plan, out var problems) ? plan : throw new FormatException(string.Join("; ", problems));

    public ValueTask<SyncReply> SyncAsync(SyncMessage message, CancellationToken cancellation)
    {
        lock (_lock)
            return ValueTask.FromResult(new SyncReply(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(), 1, 0, [.. message.Scopes.Select(Answer)]));
    }

    public ValueTask<RateReply> RatesAsync(RateMessage message, CancellationToken cancellation)
    {
        lock (_lock)
            return ValueTask.FromResult(new RateReply([.. message.Owners.Select(Answer).OfType<RateOwnerTerms>()]));
    }

    public ValueTask<ReceiptAck> SendReceiptsAsync(ReceiptBatch batch, CancellationToken cancellation) => ValueTask.FromResult(new ReceiptAck(batch.Receipts[^1].Seq));

    public ValueTask<FinalsReply> SendFinalsAsync(FinalsMessage message, CancellationToken cancellation) =>
        ValueTask.FromResult(new FinalsReply([.. message.Scopes.Select(static line => new FinalAnswer(line.Scope, FinalMapping.Closed, null))]));

    public ValueTask<BoundsReply> ShareBoundsAsync(BoundsReport report, CancellationToken cancellation)
    {
        lock (_bounds)
            return ValueTask.FromResult(new BoundsReply(1, [.. report.Keys.Select(line => _bounds.Merge(line.ToCore()).ToWire())]));
    }

    public ValueTask<ScopeKeyReply> FindScopeKeyAsync(ScopeKeyQuery query, CancellationToken cancellation) => ValueTask.FromResult(new ScopeKeyReply(null));

    public ValueTask<PlanDocument> ReadPlanAsync(long version, CancellationToken cancellation) => ValueTask.FromResult(new PlanDocument(1, mesh));

    public ValueTask<ReadOnlyMemory<byte>> ReadPricesAsync(long version, CancellationToken cancellation) => throw new SiloException("there is no price list");

    public async IAsyncEnumerable<Notice> NoticesAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellation).ConfigureAwait(false);
        yield break;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private RateOwnerTerms? Answer(RateOwnerReport report)
    {
        var now = TimeSpan.FromMilliseconds(Environment.TickCount64);
        if (!_rates.TryGetValue(report.OwnerId(), out var book))
        {
            _rates[report.OwnerId()] = book = new RateBook(report.OwnerId(), epoch: 1, isFirst: true, hadLearned: true, now);
            book.Replan(report.OwnerId().Kind == RateOwnerKind.Scope
                ? RatePlans.Of(_mesh.Scopes[report.Name], _mesh)
                : RatePlans.Of(_mesh.Deployments.Single(deployment => deployment.Id == report.Name), _mesh, Instant.FromDateTimeOffset(DateTimeOffset.UtcNow)), now);
        }

        book.Confirm(now);
        return book.Receive(report.ToCore(), now)?.ToWire();
    }

    private ScopeTerms Answer(ScopeReport report)
    {
        if (!_books.TryGetValue(report.Scope, out var book))
            _books[report.Scope] = book = new ScopeBook(BookRecord.Empty(ScopePath.Parse(report.Scope)), "bench", _mesh.Scopes[report.Scope].Budgets);
        var (request, wall) = (report.ToCore(), Instant.FromDateTimeOffset(DateTimeOffset.UtcNow));
        var now = TimeSpan.FromMilliseconds(Environment.TickCount64);
        book.Receive(request, now, wall);
        while (book.TryBeginWrite(out _))
            book.CompleteWrite(WriteOutcome.Written, now);
        return book.Answer(request, now, wall).ToWire();
    }
}
