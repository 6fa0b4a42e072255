using BudgetMesh.Lending;
using BudgetMesh.Rates;
using BudgetMesh.Wire;

namespace BudgetMesh.Grains.Tests;

/// <summary>One gateway's side of one slice, as plain as can be: it believes what it is told until the lease ends.</summary>
internal sealed class TestRateGate(string incarnation, RateOwnerId owner, ManualClock clock, ScopePath? scope = null, string limit = LimitMeshes.Requests)
{
    private readonly Claim _claim = Claim.Own(scope ?? Meshes.Team);
    private long _seq;
    private (long Epoch, long Seq) _applied;
    private TimeSpan _leaseEndsAt;
    private RateTerms? _terms;

    /// <summary>By the hour, or at once.</summary>
    public long Amount => Now < _leaseEndsAt ? _terms?.Amount ?? 0 : 0;

    /// <summary>What it was given to use at once, beside its rate, by all owners.</summary>
    public long Credited { get; private set; }

    public long Epoch => _applied.Epoch;

    /// <summary>How many requests may be under way.</summary>
    public long InUse { get; set; }

    private TimeSpan Now => clock.GetElapsedTime(0);

    /// <summary>Asks for so much by the hour, or at once; so much waits for the answer. False where none came.</summary>
    public async Task<bool> AskAsync(LocalRateOwnersOf engine, long demand, long waiting = 0, long bound = 1)
    {
        var sentAt = Now;
        if (await engine(owner).SyncAsync(Report(demand, waiting, bound), CancellationToken.None) is not { } terms)
            return false;
        var answer = terms.ToCore();
        var line = answer.Lines.SingleOrDefault(line => line.Limit == limit);
        Credited += line is null ? 0 : line.Credited - (_terms?.Credited ?? 0);
        (_applied, _leaseEndsAt, _terms) = ((answer.Epoch, answer.Seq), sentAt + answer.Lease, line);
        return true;
    }

    /// <summary>Asks until nothing more comes of it.</summary>
    public async Task SettleAsync(LocalRateOwnersOf engine, long demand)
    {
        for (var i = 0; i < 4; i++)
        {
            await AskAsync(engine, demand);
            clock.Advance(RateRules.RefreshContended);
        }
    }

    public async Task LeaveAsync(LocalRateOwnersOf engine)
    {
        await engine(owner).SyncAsync(Report(0, 0, 0) with { Leaving = true, Lines = [] }, CancellationToken.None);
        _leaseEndsAt = Now;
    }

    public RateOwnerReport Report(long demand, long waiting, long bound)
    {
        var isNew = _applied.Epoch == 0;
        var left = _leaseEndsAt > Now ? _leaseEndsAt - Now : TimeSpan.Zero;
        var line = new RateReport(limit, _claim, Amount, Amount == 0 ? 0 : _terms!.Burst, _terms?.Credited ?? 0, 0, TimeSpan.Zero, InUse, new RateDemand(demand, bound, waiting, waiting == 0 ? 0 : bound, demand)) { IsNew = isNew };
        return new RateRequest(owner, new Incarnation(incarnation), ++_seq, _applied.Epoch, _applied.Seq, left, false, [line]).ToWire();
    }
}

/// <summary>Finds an owner.</summary>
internal delegate IRateOwner LocalRateOwnersOf(RateOwnerId owner);
