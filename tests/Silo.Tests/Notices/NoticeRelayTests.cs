using System.Threading.Channels;
using BudgetMesh.Grains;
using BudgetMesh.Storage;
using BudgetMesh.Storage.Sqlite;
using BudgetMesh.Wire;
using Microsoft.Extensions.Logging.Abstractions;

namespace BudgetMesh.Silo.Tests;

/// <summary>What a silo tells others and does with what they tell, without others.</summary>
public sealed class NoticeRelayTests
{
    [Fact]
    public async Task A_flood_of_recalls_goes_out_in_a_few_texts_and_each_scope_once()
    {
        await using var silo = await RelayRig.StartAsync();
        silo.Others.Hold();
        silo.Gates.Recall(ScopePath.Parse("acme"));
        await silo.Others.Held;
        for (var run = 0; run < 2_000; run++)
            silo.Gates.Recall(ScopePath.Parse($"acme/run-{run}"));

        silo.Others.LetGo();

        (await silo.Others.NextAsync()).ShouldBe([new Notice(NoticeKinds.Recall, "acme")]);
        var told = await silo.Others.NextAsync();
        told.Count.ShouldBe(2_000);
        told.Distinct().Count().ShouldBe(2_000);
    }

    [Fact]
    public async Task More_than_can_be_remembered_while_nobody_can_be_told_is_told_as_missed()
    {
        await using var silo = await RelayRig.StartAsync();
        silo.Others.Hold();
        silo.Gates.Recall(ScopePath.Parse("acme"));
        await silo.Others.Held;
        for (var run = 0; run <= NoticeOutbox.WaitingMax; run++)
            silo.Gates.Recall(ScopePath.Parse($"acme/run-{run}"));

        silo.Others.LetGo();

        await silo.Others.NextAsync();
        (await silo.Others.NextAsync()).ShouldBe([SiloTexts.Missed]);
    }

    [Fact]
    public async Task What_could_not_be_told_is_told_again()
    {
        await using var silo = await RelayRig.StartAsync();
        silo.Others.FailuresLeft = 2;

        await silo.Keys.CreateAsync(KeyRole.Gateway, "edge");

        (await silo.Others.NextAsync()).ShouldBe([SiloTexts.Keys]);
        silo.Others.FailuresLeft.ShouldBe(0);
    }

    [Fact]
    public async Task Who_may_have_missed_something_recalls_all_and_looks_for_a_plan()
    {
        await using var silo = await RelayRig.StartAsync();
        using var gate = silo.Gates.Subscribe();
        using var elsewhere = await PlanCatalog.LoadAsync(silo.Store.Catalog, TimeProvider.System, CancellationToken.None);
        await elsewhere.ApplyPricesAsync("[]"u8.ToArray(), null, "test");
        var inForce = new TaskCompletionSource<long>();
        silo.Catalog.Changed += plan => inForce.TrySetResult(plan.PriceVersion);

        await silo.Others.MissAsync();

        (await gate.Notices.ReadAsync()).ShouldBe(new Notice(NoticeKinds.Recall, null));
        (await inForce.Task.WaitAsync(TimeSpan.FromSeconds(2))).ShouldBe(1); // before anybody would look unasked
    }

    /// <summary>A relay with what it stands between.</summary>
    private sealed class RelayRig : IAsyncDisposable
    {
        private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("budgetmesh-");
        private NoticeRelay? _relay;

        private RelayRig()
        {
            Store = SqliteStore.Open(_directory.FullName);
            Keys = new KeyRing(Store.Keys, TimeProvider.System);
        }

        public FakeChannel Others { get; } = new();

        public NoticeHub Gates { get; } = new(TimeProvider.System);

        public SqliteStore Store { get; }

        public PlanCatalog Catalog { get; private set; } = null!;

        public KeyRing Keys { get; }

        public static async Task<RelayRig> StartAsync()
        {
            var rig = new RelayRig();
            rig.Catalog = await PlanCatalog.LoadAsync(rig.Store.Catalog, TimeProvider.System, CancellationToken.None);
            rig._relay = new NoticeRelay(rig.Others, rig.Gates, rig.Catalog, rig.Keys, NullLogger<NoticeRelay>.Instance);
            await rig._relay.StartAsync(CancellationToken.None);
            return rig;
        }

        public async ValueTask DisposeAsync()
        {
            await _relay!.StopAsync(CancellationToken.None);
            _relay.Dispose();
            Gates.Dispose();
            Catalog.Dispose();
            await Store.DisposeAsync();
            _directory.Delete(recursive: true);
        }
    }

    /// <summary>Other silos that can be reached, or not.</summary>
    private sealed class FakeChannel : INoticeChannel
    {
        private readonly Channel<IReadOnlyList<Notice>> _told = Channel.CreateUnbounded<IReadOnlyList<Notice>>();
        private readonly TaskCompletionSource _listening = new();
        private TaskCompletionSource _held = new();
        private TaskCompletionSource? _hold;
        private Action? _mayHaveMissed;

        public int FailuresLeft { get; set; }

        public Task Held => _held.Task;

        public void Hold() => (_hold, _held) = (new TaskCompletionSource(), new TaskCompletionSource());

        public void LetGo() => _hold!.SetResult();

        public async Task MissAsync()
        {
            await _listening.Task;
            _mayHaveMissed!();
        }

        public async Task<IReadOnlyList<Notice>> NextAsync() => await _told.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));

        public async Task PublishAsync(IReadOnlyList<string> texts, CancellationToken cancellation)
        {
            if (FailuresLeft > 0)
            {
                FailuresLeft--;
                throw new StoreUnavailableException("away");
            }

            if (_hold is { } hold)
            {
                _held.TrySetResult();
                await hold.Task;
            }

            _told.Writer.TryWrite([.. texts.SelectMany(SiloTexts.Read)]);
        }

        public async Task ListenAsync(Action<string> heard, Action mayHaveMissed, CancellationToken cancellation)
        {
            _mayHaveMissed = mayHaveMissed;
            _listening.TrySetResult();
            await new TaskCompletionSource().Task.WaitAsync(cancellation);
        }
    }
}
