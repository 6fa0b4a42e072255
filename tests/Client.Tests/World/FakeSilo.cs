using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Threading.Channels;
using BudgetMesh.Bounds;
using BudgetMesh.Holds;
using BudgetMesh.Lending;
using BudgetMesh.Rates;
using BudgetMesh.Routing;
using BudgetMesh.Wire;
using NodaTime;

namespace BudgetMesh.Client.Tests.World;

/// <summary>A silo in memory: the production state machine of owners behind a transport that can be cut, slowed and made to forget.</summary>
public sealed class FakeSilo(TestClock clock) : ISiloTransport
{
    private static readonly Instant Start = Instant.FromUtc(2026, 8, 21, 12, 0);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, ScopeBook> _books = [];
    private readonly Dictionary<(string, long), Receipt> _receipts = [];
    private readonly Channel<Notice> _notices = Channel.CreateUnbounded<Notice>();
    private readonly List<MeshConfig> _meshes = [];
    private readonly List<int> _batchSizes = [];
    private readonly Dictionary<RateOwnerId, RateBook> _rateBooks = [];
    private MeshPlan? _mesh;
    private TaskCompletionSource _open = Opened();

    public long PlanVersion => _meshes.Count;

    public byte[]? Prices { get; set; }

    public bool IsAway { get; set; }

    public bool RefusesKey { get; set; }

    public bool LosesAnswers { get; set; }

    /// <summary>So many of the next answers about limits never come: the connection stays open, and silent.</summary>
    public int RateAnswersToSwallow { get; set; }

    public bool LosesAcks { get; set; }

    public bool RefusesFinals { get; set; }

    public HashSet<string> ScopesUnavailable { get; } = [];

    public HashSet<string> IncarnationsClosed { get; } = [];

    /// <summary>Messages with reports that arrived.</summary>
    public int Syncs { get; private set; }

    /// <summary>Messages to owners of limits that arrived.</summary>
    public int RateSyncs { get; private set; }

    /// <summary>Messages to owners of limits that met a silo which was away.</summary>
    public int RateSyncsInVain { get; private set; }

    /// <summary>The last message, with or without reports.</summary>
    public SyncMessage? LastMessage { get; private set; }

    /// <summary>How many receipts each batch had that arrived.</summary>
    public IReadOnlyList<int> BatchSizes
    {
        get
        {
            lock (_lock)
                return [.. _batchSizes];
        }
    }

    /// <summary>Receipts that arrived, copies counted.</summary>
    public int ReceiptsSeen { get; private set; }

    /// <summary>Messages with last words that arrived.</summary>
    public int FinalsSeen { get; private set; }

    public int PlansRead { get; private set; }

    public bool IsDisposed { get; private set; }

    /// <summary>What is known of answers' lengths, to be filled before the gate asks.</summary>
    public MergedBounds Bounds { get; } = new();

    public int Gateways { get; set; } = 1;

    public AnswerLengths Known(BoundKey key)
    {
        lock (_lock)
            return Bounds.Merge(new LengthsSeen(key, []));
    }

    public Instant Wall => Start + Duration.FromTimeSpan(clock.Now);

    public IReadOnlyList<Receipt> Receipts
    {
        get
        {
            lock (_lock)
                return [.. _receipts.Values];
        }
    }

    public void Apply(MeshConfig mesh)
    {
        lock (_lock)
        {
            MeshPlan.TryCompile(mesh, out _mesh, out var problems).ShouldBeTrue(string.Join("; ", problems));
            _meshes.Add(mesh);
            foreach (var (scope, book) in _books)
                book.Replan(_mesh!.Scopes[scope].Budgets);
        }
    }

    public void Push(Notice notice) => _notices.Writer.TryWrite(notice);

    /// <summary>Syncs that arrive from now on wait for <see cref="Open"/>.</summary>
    public void Shut() => _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Open() => _open.TrySetResult();

    /// <summary>Sums over the books of one scope's one budget.</summary>
    public SliceCounters Book(ScopePath scope)
    {
        lock (_lock)
        {
            return _books[scope.Value].Snapshot().Accounts.Select(account => account.Counters).Aggregate(
                (sum, next) => new SliceCounters(
                    sum.Granted + next.Granted, sum.Returned + next.Returned, sum.Charged + next.Charged, sum.Released + next.Released,
                    sum.Settled + next.Settled, sum.Corrected + next.Corrected, sum.Overdraft + next.Overdraft));
        }
    }

    /// <summary>What the books of one scope's one budget have of one incarnation.</summary>
    public SliceCounters BookOf(ScopePath scope, Incarnation incarnation)
    {
        lock (_lock)
            return _books[scope.Value].Snapshot().Accounts.Single(account => account.Incarnation == incarnation).Counters;
    }

    /// <summary>An operator says that it is gone.</summary>
    public void Retire(Incarnation incarnation)
    {
        lock (_lock)
        {
            foreach (var book in _books.Values)
            {
                book.Retire(incarnation);
                Write(book);
            }
        }
    }

    public IReadOnlyList<BorrowerRecord> Borrowers(ScopePath scope)
    {
        lock (_lock)
            return _books[scope.Value].Snapshot().Borrowers;
    }

    public async ValueTask<SyncReply> SyncAsync(SyncMessage message, CancellationToken cancellation)
    {
        message = OverTheWire(message, WireJson.Default.SyncMessage);
        if (message.Scopes.Count > 0)
            await _open.Task.WaitAsync(cancellation);
        Check();
        lock (_lock)
        {
            LastMessage = message;
            Syncs += message.Scopes.Count > 0 ? 1 : 0;
            var reply = new SyncReply(Wall.ToUnixTimeMilliseconds(), PlanVersion, Prices is null ? 0 : 1, [.. message.Scopes.Select(Answer)]);
            return LosesAnswers && message.Scopes.Count > 0 ? throw new SiloException("the answer was lost") : OverTheWire(reply, WireJson.Default.SyncReply);
        }
    }

    public async ValueTask<RateReply> RatesAsync(RateMessage message, CancellationToken cancellation)
    {
        RateSyncsInVain += IsAway ? 1 : 0;
        Check();
        var (reply, isSwallowed) = Answer(message);
        if (isSwallowed)
            await new TaskCompletionSource().Task.WaitAsync(cancellation);
        return reply;
    }

    private (RateReply Reply, bool IsSwallowed) Answer(RateMessage message)
    {
        lock (_lock)
        {
            message = OverTheWire(message, WireJson.Default.RateMessage);
            RateSyncs++;
            var answers = message.Owners.Select(report => RateBookOf(report.OwnerId()).Receive(report.ToCore(), clock.GetElapsedTime(0))?.ToWire());
            var reply = OverTheWire(new RateReply([.. answers.OfType<RateOwnerTerms>()]), WireJson.Default.RateReply);
            var isSwallowed = RateAnswersToSwallow > 0;
            RateAnswersToSwallow -= isSwallowed ? 1 : 0;
            return (reply, isSwallowed);
        }
    }

    public ValueTask<ReceiptAck> SendReceiptsAsync(ReceiptBatch batch, CancellationToken cancellation)
    {
        Check();
        lock (_lock)
        {
            batch = OverTheWire(batch, WireJson.Default.ReceiptBatch);
            _batchSizes.Add(batch.Receipts.Count);
            foreach (var receipt in batch.Receipts.Select(line => line.ToCore(new Incarnation(batch.Incarnation))))
            {
                ReceiptsSeen++;
                if (!_receipts.TryAdd((batch.Incarnation, receipt.Seq), receipt))
                    JsonSerializer.Serialize(_receipts[(batch.Incarnation, receipt.Seq)].ToWire()).ShouldBe(JsonSerializer.Serialize(receipt.ToWire()));
            }

            return LosesAcks ? throw new SiloException("the acknowledgement was lost") : ValueTask.FromResult(new ReceiptAck(batch.Receipts[^1].Seq));
        }
    }

    public ValueTask<FinalsReply> SendFinalsAsync(FinalsMessage message, CancellationToken cancellation)
    {
        Check();
        lock (_lock)
        {
            message = OverTheWire(message, WireJson.Default.FinalsMessage);
            FinalsSeen++;
            var reply = new FinalsReply([.. message.Scopes.Select(line => Conclude(message.Incarnation, line))]);
            return LosesAcks ? throw new SiloException("the acknowledgement was lost") : ValueTask.FromResult(OverTheWire(reply, WireJson.Default.FinalsReply));
        }
    }

    public ValueTask<BoundsReply> ShareBoundsAsync(BoundsReport report, CancellationToken cancellation)
    {
        Check();
        lock (_lock)
        {
            report = OverTheWire(report, WireJson.Default.BoundsReport);
            var reply = new BoundsReply(Gateways, [.. report.Keys.Select(line => Bounds.Merge(line.ToCore()).ToWire())]);
            return ValueTask.FromResult(OverTheWire(reply, WireJson.Default.BoundsReply));
        }
    }

    /// <summary>Keys of scopes, by the hash of their secrets.</summary>
    public Dictionary<string, ScopeKeyLine> Keys { get; } = [];

    public int KeysAsked { get; private set; }

    public ValueTask<ScopeKeyReply> FindScopeKeyAsync(ScopeKeyQuery query, CancellationToken cancellation)
    {
        KeysAsked++;
        Check();
        query = OverTheWire(query, WireJson.Default.ScopeKeyQuery);
        return ValueTask.FromResult(OverTheWire(new ScopeKeyReply(Keys.GetValueOrDefault(query.Sha256)), WireJson.Default.ScopeKeyReply));
    }

    public ValueTask<PlanDocument> ReadPlanAsync(long version, CancellationToken cancellation)
    {
        Check();
        PlansRead++;
        return ValueTask.FromResult(OverTheWire(new PlanDocument(version, _meshes[(int)version - 1]), WireJson.Default.PlanDocument));
    }

    public ValueTask<ReadOnlyMemory<byte>> ReadPricesAsync(long version, CancellationToken cancellation)
    {
        Check();
        version.ShouldBe(1);
        return ValueTask.FromResult<ReadOnlyMemory<byte>>(Prices);
    }

    public async IAsyncEnumerable<Notice> NoticesAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var notice in _notices.Reader.ReadAllAsync(cancellation))
            yield return notice;
    }

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return ValueTask.CompletedTask;
    }

    private FinalAnswer Conclude(string incarnation, FinalLine line)
    {
        if (ScopesUnavailable.Contains(line.Scope))
            return new FinalAnswer(line.Scope, FinalMapping.Unavailable, "no owner");
        var final = line.ToCore(incarnation);
        if (RefusesFinals || final.Contradiction is not null)
            return new FinalAnswer(line.Scope, FinalMapping.Contradiction, final.Contradiction ?? "not believed");
        _books[line.Scope].Conclude(final, clock.Now, Wall);
        Write(_books[line.Scope]);
        return new FinalAnswer(line.Scope, FinalMapping.Closed, null);
    }

    private void Write(ScopeBook book)
    {
        while (book.TryBeginWrite(out _))
            book.CompleteWrite(WriteOutcome.Written, clock.Now);
    }

    private ScopeTerms Answer(ScopeReport report)
    {
        if (ScopesUnavailable.Contains(report.Scope))
            return new ScopeTerms(report.Scope, report.Seq, 0, 0, WireMapping.Unavailable, "no owner", []);
        if (IncarnationsClosed.Contains(report.Incarnation))
            return new ScopeTerms(report.Scope, report.Seq, 1, 1, "incarnation_closed", "retired by hand", []);
        if (!_books.TryGetValue(report.Scope, out var book))
            _books[report.Scope] = book = new ScopeBook(BookRecord.Empty(ScopePath.Parse(report.Scope)), "only", _mesh!.Scopes[report.Scope].Budgets);
        var request = report.ToCore();
        book.Receive(request, clock.Now, Wall);
        Write(book);
        return book.Answer(request, clock.Now, Wall).ToWire();
    }

    private void Check()
    {
        if (RefusesKey)
            throw new SiloRefusedException("unknown key");
        if (IsAway)
            throw new SiloException("connection refused");
    }

    private static T OverTheWire<T>(T message, JsonTypeInfo<T> type) => JsonSerializer.Deserialize(JsonSerializer.SerializeToUtf8Bytes(message, type), type)!;

    private static TaskCompletionSource Opened()
    {
        var open = new TaskCompletionSource();
        open.SetResult();
        return open;
    }

    private RateBook RateBookOf(RateOwnerId id)
    {
        var now = clock.GetElapsedTime(0);
        if (!_rateBooks.TryGetValue(id, out var book))
        {
            _rateBooks[id] = book = new RateBook(id, epoch: 1, isFirst: true, hadLearned: true, now);
            book.Replan(id.Kind == RateOwnerKind.Scope
                ? RatePlans.Of(_mesh!.Scopes.GetValueOrDefault(id.Name), _mesh)
                : RatePlans.Of(_mesh!.Deployments.Single(deployment => deployment.Id == id.Name), _mesh, Wall), now);
        }

        book.Confirm(now);
        return book;
    }
}
