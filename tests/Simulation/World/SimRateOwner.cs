using BudgetMesh.Rates;

namespace BudgetMesh.Simulation.World;

/// <summary>One activation of an owner of limits: takes office in the store, then lends for as long as it knows that it is in office.</summary>
public sealed class SimRateOwner
{
    private static readonly TimeSpan ConfirmEvery = TimeSpan.FromMilliseconds(500);

    private readonly SimWorld _world;
    private readonly RateOwnerId _id;
    private readonly TimeSpan _clockOrigin;
    private RateBook? _book;
    private SimRateOffice _office;

    public SimRateOwner(SimWorld world, RateOwnerId id)
    {
        (_world, _id) = (world, id);
        _clockOrigin = TimeSpan.FromMicroseconds(world.RateChance.NextInt64(1_000_000_000));
        TakeOffice();
    }

    public bool IsDead { get; private set; }

    private TimeSpan Now => _world.Now + _clockOrigin;

    public void Kill() => IsDead = true;

    /// <summary>Null while it is not in office, or not sure of it.</summary>
    public RateAnswer? Receive(RateRequest request)
    {
        var answer = _book?.Receive(request, Now);
        _world.Log?.Invoke($"owner {_book?.Epoch} of {_id}: {request.Incarnation} seq {request.Seq} knows {request.AppliedEpoch}/{request.AppliedSeq}{(request.Leaving ? " leaving" : "")}: {string.Join(", ", request.Lines)}: {(answer is null ? "no answer" : string.Join(", ", answer.Lines))}");
        return answer;
    }

    public bool IsIdle => _book?.IsIdle ?? true;

    public void Replan()
    {
        if (!IsDead && _world.Canary != Canary.LimitEditsUnheard)
            _book?.Replan(_world.RatePlanOf(_id), Now);
    }

    public bool TakeRecall() => _book?.TakeRecall(Now) == true;

    private void TakeOffice()
    {
        var read = _world.RateStore.Read(_id);
        var next = new SimRateOffice(read.Epoch + 1, read.Epoch == 0);
        var askedAt = Now;
        var isLate = _world.Faults.Strikes(Fault.WriteLandedLate);
        _world.Agenda.In(_world.Faults.Strikes(Fault.SlowDisk) ? _world.RateDelay(200, 2000) : _world.RateDelay(1, 5), () =>
        {
            var isWritten = !_world.Faults.Strikes(Fault.WriteFailed) && _world.RateStore.TryWrite(_id, read, next);
            if (IsDead)
                return;
            if (!isWritten || isLate)
            {
                _world.Agenda.In(_world.RateDelay(10, 300), () => { if (!IsDead) TakeOffice(); }); // it does not know, and takes the next
                return;
            }

            _office = next;
            _book = new RateBook(_id, next.Epoch, isFirst: read.Epoch == 0 || _world.Canary == Canary.LearningSkipped, read.HasLearned, Now);
            _book.Confirm(askedAt);
            _book.Replan(_world.RatePlanOf(_id), Now);
            Confirm();
        });
    }

    /// <summary>Looks whether it is still in office; what it reads was so when it asked at the earliest.</summary>
    private void Confirm() => _world.Agenda.In(ConfirmEvery, () =>
    {
        if (IsDead)
            return;
        var (askedAt, read) = (Now, _world.RateStore.Read(_id));
        _world.Agenda.In(_world.Faults.Strikes(Fault.SlowDisk) ? _world.RateDelay(200, 2000) : _world.RateDelay(1, 5), () => Confirmed(askedAt, read));
    });

    private void Confirmed(TimeSpan askedAt, SimRateOffice read)
    {
        if (IsDead)
            return;
        if (read.Epoch > _office.Epoch)
            Kill();
        else if (!_world.Faults.Strikes(Fault.StorageUnreadable))
            _book!.Confirm(askedAt);
        Replan(); // reservations begin and end
        _book!.Elapse(Now);
        if (!_book.IsLearning && !_office.HasLearned && _world.RateStore.TryWrite(_id, _office, _office with { HasLearned = true }))
            _office = _office with { HasLearned = true };
        Confirm();
    }
}
