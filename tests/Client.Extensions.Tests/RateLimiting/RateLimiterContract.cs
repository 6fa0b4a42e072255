using System.Threading.RateLimiting;

namespace BudgetMesh.Client.Extensions.Tests.RateLimiting;

/// <summary>
/// What .NET documents of every <see cref="RateLimiter"/>, asked of one that lets <see cref="Room"/> leases of one permit out at a time
/// and lets a few more wait. Run on a limiter of .NET's own too, so that the suite asks for nothing that those do not do.
/// </summary>
public abstract class RateLimiterContract : IAsyncLifetime
{
    protected const int Room = 16, QueueLimit = 4;

    private readonly List<RateLimitLease> _out = [];

    private RateLimiter Limiter { get; set; } = null!;

    /// <summary>More can never be let through at once.</summary>
    protected abstract int PermitsMost { get; }

    public async Task InitializeAsync() => Limiter = await StartAsync();

    public async Task DisposeAsync()
    {
        foreach (var lease in _out)
            lease.Dispose();
        await Limiter.DisposeAsync();
        await EndAsync();
    }

    protected abstract Task<RateLimiter> StartAsync();

    protected abstract Task EndAsync();

    /// <summary>Time passes until the task is done.</summary>
    protected abstract Task<T> Pass<T>(Task<T> task);

    [Fact]
    public async Task Leases_are_acquired_while_there_is_room_and_no_longer()
    {
        await FillAsync();
        Limiter.AttemptAcquire().IsAcquired.ShouldBeFalse();
        Limiter.AttemptAcquire().IsAcquired.ShouldBeFalse();
    }

    [Fact]
    public async Task A_lease_that_is_disposed_of_makes_room_once_however_often_that_is_done()
    {
        await FillAsync();
        _out[0].Dispose();
        _out[0].Dispose();
        Keep(await Pass(Limiter.AcquireAsync().AsTask())).IsAcquired.ShouldBeTrue();
        Limiter.AttemptAcquire().IsAcquired.ShouldBeFalse();
    }

    [Fact]
    public async Task Zero_permits_ask_whether_there_are_any_and_take_none()
    {
        for (var i = 0; i < 2 * Room; i++)
            Limiter.AttemptAcquire(0).IsAcquired.ShouldBeTrue();
        (await Pass(Limiter.AcquireAsync(0).AsTask())).IsAcquired.ShouldBeTrue();
        await FillAsync();
        Limiter.AttemptAcquire(0).IsAcquired.ShouldBeFalse();
    }

    [Fact]
    public async Task Negative_permits_and_more_than_can_ever_be_are_refused_as_arguments()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => Limiter.AttemptAcquire(-1)).ParamName.ShouldBe("permitCount");
        Should.Throw<ArgumentOutOfRangeException>(() => Limiter.AttemptAcquire(PermitsMost + 1)).ParamName.ShouldBe("permitCount");
        (await Should.ThrowAsync<ArgumentOutOfRangeException>(async () => await Limiter.AcquireAsync(-1))).ParamName.ShouldBe("permitCount");
        (await Should.ThrowAsync<ArgumentOutOfRangeException>(async () => await Limiter.AcquireAsync(PermitsMost + 1))).ParamName.ShouldBe("permitCount");
        await FillAsync(); // nothing was taken by any of them
    }

    [Fact]
    public async Task A_wait_is_not_begun_with_a_token_that_is_cancelled()
    {
        var acquiring = Limiter.AcquireAsync(1, new CancellationToken(canceled: true)).AsTask();
        acquiring.IsCanceled.ShouldBeTrue();
        await Should.ThrowAsync<OperationCanceledException>(acquiring);
        await FillAsync();
    }

    [Fact]
    public async Task A_wait_that_is_cancelled_says_by_what_and_takes_nothing()
    {
        await FillAsync();
        using var cancellation = new CancellationTokenSource();
        var acquiring = Limiter.AcquireAsync(1, cancellation.Token).AsTask();
        acquiring.IsCompleted.ShouldBeFalse();
        Limiter.GetStatistics()!.CurrentQueuedCount.ShouldBe(1);
        await cancellation.CancelAsync();
        (await Should.ThrowAsync<OperationCanceledException>(() => Pass(acquiring))).CancellationToken.ShouldBe(cancellation.Token);
        Limiter.GetStatistics()!.CurrentQueuedCount.ShouldBe(0);
        Empty();
        await FillAsync();
    }

    [Fact]
    public async Task Who_waits_gets_the_room_that_a_lease_leaves()
    {
        await FillAsync();
        var acquiring = Limiter.AcquireAsync().AsTask();
        acquiring.IsCompleted.ShouldBeFalse();
        _out[0].Dispose();
        Keep(await Pass(acquiring)).IsAcquired.ShouldBeTrue();
        Limiter.AttemptAcquire().IsAcquired.ShouldBeFalse();
    }

    [Fact]
    public async Task Who_finds_too_many_waiting_is_refused_at_once()
    {
        await FillAsync();
        Task<RateLimitLease>[] waiting = [.. Enumerable.Range(0, QueueLimit).Select(_ => Limiter.AcquireAsync().AsTask())];
        Limiter.GetStatistics()!.CurrentQueuedCount.ShouldBe(QueueLimit);
        var late = Limiter.AcquireAsync().AsTask();
        late.IsCompleted.ShouldBeTrue();
        (await late).IsAcquired.ShouldBeFalse();
        Empty();
        foreach (var acquiring in waiting)
            Keep(await Pass(acquiring)).IsAcquired.ShouldBeTrue();
    }

    [Fact]
    public async Task Disposing_of_the_limiter_refuses_those_who_wait_and_throws_at_those_who_come()
    {
        await FillAsync();
        var acquiring = Limiter.AcquireAsync().AsTask();
        await Limiter.DisposeAsync();
        (await Pass(acquiring)).IsAcquired.ShouldBeFalse();
        Should.Throw<ObjectDisposedException>(() => Limiter.AttemptAcquire());
        await Should.ThrowAsync<ObjectDisposedException>(async () => await Limiter.AcquireAsync());
        Should.Throw<ObjectDisposedException>(() => Limiter.GetStatistics());
        await Limiter.DisposeAsync();
        Limiter.Dispose();
        Empty();
    }

    [Fact]
    public async Task Statistics_count_every_lease_that_was_acquired_or_refused_and_who_waits()
    {
        await FillAsync();
        Limiter.AttemptAcquire().Dispose();
        var acquiring = Limiter.AcquireAsync().AsTask();
        var full = Limiter.GetStatistics()!;
        (full.TotalSuccessfulLeases, full.TotalFailedLeases, full.CurrentQueuedCount, full.CurrentAvailablePermits).ShouldBe((Room, 1, 1, 0));
        _out[0].Dispose();
        Keep(await Pass(acquiring));
        var after = Limiter.GetStatistics()!;
        (after.TotalSuccessfulLeases, after.TotalFailedLeases, after.CurrentQueuedCount).ShouldBe((Room + 1, 1, 0));
    }

    [Fact]
    public void A_limiter_is_idle_while_no_lease_is_out()
    {
        Limiter.IdleDuration.ShouldNotBeNull();
        var lease = Limiter.AttemptAcquire();
        Limiter.IdleDuration.ShouldBeNull();
        lease.Dispose();
        Limiter.IdleDuration.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_lease_has_the_metadata_that_it_names_and_no_other()
    {
        await FillAsync();
        foreach (var lease in new[] { _out[0], Limiter.AttemptAcquire() })
        {
            var all = lease.GetAllMetadata().ToDictionary();
            all.Keys.ShouldBeSubsetOf(lease.MetadataNames); // a name may be listed for leases that have no value for it
            foreach (var (name, value) in all)
            {
                lease.TryGetMetadata(name, out var found).ShouldBeTrue();
                found.ShouldBe(value);
            }

            lease.TryGetMetadata("NO_SUCH_NAME", out var none).ShouldBeFalse();
            none.ShouldBeNull();
        }
    }

    [Fact]
    public async Task Never_are_more_leases_out_than_there_is_room_for_whoever_comes_at_once()
    {
        var (holding, most, acquired) = (0, 0, 0);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 200; i++)
            {
                using var lease = Limiter.AttemptAcquire();
                if (!lease.IsAcquired)
                    continue;
                var now = Interlocked.Increment(ref holding);
                for (var seen = Volatile.Read(ref most); now > seen; seen = Volatile.Read(ref most))
                    Interlocked.CompareExchange(ref most, now, seen);
                Interlocked.Increment(ref acquired);
                Interlocked.Decrement(ref holding);
            }
        })));
        most.ShouldBeLessThanOrEqualTo(Room);
        acquired.ShouldBeGreaterThan(0);
        var statistics = Limiter.GetStatistics()!;
        (statistics.TotalSuccessfulLeases, statistics.TotalFailedLeases).ShouldBe((acquired, 8 * 200 - acquired));
        await FillAsync();
    }

    /// <summary>Takes all the room there is. By waiting: an attempt may fail where somebody has to be asked first.</summary>
    private async Task FillAsync()
    {
        for (var i = 0; i < Room; i++)
            Keep(await Pass(Limiter.AcquireAsync().AsTask())).IsAcquired.ShouldBeTrue($"lease {i + 1} of {Room}");
    }

    private void Empty()
    {
        foreach (var lease in _out)
            lease.Dispose();
        _out.Clear();
    }

    private RateLimitLease Keep(RateLimitLease lease)
    {
        _out.Add(lease);
        return lease;
    }
}
