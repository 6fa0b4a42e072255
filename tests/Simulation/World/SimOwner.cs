using BudgetMesh.Lending;
using NodaTime;

namespace BudgetMesh.Simulation.World;

/// <summary>One activation of a scope's owner: hosts the production state machine and does its I/O through the agenda.</summary>
public sealed partial class SimOwner
{
    private readonly SimWorld _world;
    private readonly ScopeBook _book;
    private readonly List<(long Change, Action Reply, Action<SimOwner> Again)> _waiters = [];
    private readonly Duration _clockError;
    private bool _busy;

    public SimOwner(SimWorld world, ScopePath scope, string id)
    {
        _world = world;
        _clockError = world.Faults.Strikes(Fault.OwnerClockJump) ? Duration.FromSeconds(world.Random.Next(-3600, 3600)) : Duration.Zero;
        _book = new ScopeBook(world.Store.Read(scope), id, world.BudgetsOf(scope));
    }

    public bool IsDead { get; private set; }

    public ScopePath Scope => _book.Scope;

    private Instant Wall => _world.Wall + _clockError;

    public void Kill()
    {
        IsDead = true;
        _waiters.Clear();
        _adjusting.Clear();
    }

    /// <summary>Its clock is wrong.</summary>
    public bool IsAskew => _clockError != Duration.Zero;

    public void Replan()
    {
        _book.Replan(_world.BudgetsOf(Scope));
        Drive();
    }

    public void Unfreeze()
    {
        _book.Unfreeze();
        Drive();
    }

    public void Receive(SyncRequest request, Action<SyncAnswer> reply)
    {
        var change = _book.Receive(request, _world.Now, Wall);
        foreach (var alarm in _book.DrainAlarms())
        {
            _world.Trace((int)alarm.Kind);
            _world.Log?.Invoke($"{_book.Owner} of {Scope}: {alarm.Kind}: {alarm.Message}");
        }

        _world.Log?.Invoke($"{_book.Owner} of {Scope}: {request.Incarnation} seq {request.Seq} saw {request.VersionSeen}/{request.EpochSeen}{(request.Leaving ? " leaving" : request.Pauses ? " pauses" : request.Resumes ? " resumes" : "")}: {string.Join(", ", request.Slices)}");
        if (request.Pauses && _world.Canary == Canary.PausesBeforeDurable)
            change = 0;
        _waiters.Add((change, () => reply(Answer(request)), owner => owner.Receive(request, reply)));
        Drive();
        if (request.Pauses && _waiters.Count + _adjusting.Count == 0 && !_busy && _world.Random.Next(2) == 0)
            Kill(); // nothing goes on here: the next call finds the books in the store
    }

    public void Conclude(FinalReport final, Action concluded)
    {
        var change = _book.Conclude(final, _world.Now, Wall);
        foreach (var alarm in _book.DrainAlarms())
        {
            _world.Trace((int)alarm.Kind);
            _world.Log?.Invoke($"{_book.Owner} of {Scope}: {alarm.Kind}: {alarm.Message}");
        }

        _world.Log?.Invoke($"{_book.Owner} of {Scope}: the end of {final.Incarnation} after seq {final.Seq}: {string.Join(", ", final.Slices)}");
        _waiters.Add((change, () =>
        {
            if (_book.IsClosed(final.Incarnation))
                concluded();
        }, owner => owner.Conclude(final, concluded)));
        Drive();
    }

    public void Retire(Incarnation incarnation)
    {
        if (_world.Canary == Canary.RetireGivesBack && _book.Snapshot().Borrowers.FirstOrDefault(borrower => borrower.Incarnation == incarnation) is { } borrower)
            _book.Conclude(new FinalReport(Scope, incarnation, borrower.Seq + 1, IsComplete: true, []), _world.Now, Wall);
        else
            _book.Retire(incarnation);
        Drive();
    }

    private void Drive()
    {
        if (_busy || IsDead)
            return;
        if (_book.SteppedDown)
        {
            List<(long, Action, Action<SimOwner> Again)> waiters = [.. _waiters];
            Kill();
            foreach (var (_, _, again) in waiters)
                _world.OwnerOf(Scope, again);
            return;
        }

        if (_book.NeedsRead)
            Read();
        else if ((_book.HasPending || (_book.HasUnwritten && _world.Random.Next(8) == 0)) && _book.TryBeginWrite(out var write))
            Write(write);
        if (_book.NeedsRead)
            return;
        Reply();
        ReplyToAdjusters();
    }

    private void Read()
    {
        _busy = true;
        _world.Agenda.In(_world.Delay(1, 5), () =>
        {
            _busy = false;
            if (IsDead)
                return;
            if (!_world.Faults.Strikes(Fault.StorageUnreadable))
                _book.Adopt(_world.Store.Read(Scope));
            _world.Log?.Invoke($"{_book.Owner} of {Scope}: read {_book.Version}/{_book.Epoch}{(_book.SteppedDown ? ", stepped down" : "")}{(_book.Frozen is null ? "" : ", frozen")}");
            Drive();
        });
    }

    private void Write(BookWrite write)
    {
        _busy = true;
        var faults = _world.Faults;
        var delay = faults.Strikes(Fault.SlowDisk) ? _world.Delay(200, 2000) : _world.Delay(1, 4);
        _world.Agenda.In(delay, () =>
        {
            if (IsDead && _world.Random.Next(2) == 0)
                return; // died with the write still in its hands
            WriteOutcome outcome;
            if (faults.Strikes(Fault.WriteFailed))
            {
                outcome = WriteOutcome.Unknown;
            }
            else if (faults.Strikes(Fault.WriteLandedLate))
            {
                outcome = WriteOutcome.Unknown;
                _world.Agenda.In(_world.Delay(1, 3000), () => _world.Store.Land(write));
            }
            else
            {
                outcome = _world.Store.Land(write);
                if (faults.Strikes(Fault.WriteLandedButFailed))
                    outcome = WriteOutcome.Unknown;
            }

            _busy = false;
            if (IsDead)
                return;
            _world.Trace((int)outcome);
            _world.Log?.Invoke($"{_book.Owner} of {Scope}: write {write.FromVersion}/{write.FromEpoch} -> {write.Version}/{write.Epoch}{(write.Frozen is null ? "" : " frozen")}: {outcome}");
            _book.CompleteWrite(outcome, _world.Now);
            Drive();
        });
    }

    private void Reply()
    {
        for (var i = 0; i < _waiters.Count;)
        {
            var (change, reply, _) = _waiters[i];
            if (change > _book.ChangesDurable && _world.Canary != Canary.AnswersBeforeDurable)
            {
                i++;
                continue;
            }

            _waiters.RemoveAt(i);
            reply();
        }
    }

    private SyncAnswer Answer(SyncRequest request)
    {
        var answer = _book.Answer(request, _world.Now, Wall);
        _world.Log?.Invoke($"{_book.Owner} of {Scope}: answers {request.Incarnation} seq {answer.Seq}: {answer.Status} {string.Join(", ", answer.Slices)}");
        if (_world.Canary != Canary.AnswersBeforeDurable)
            return answer;
        var accounts = _book.Snapshot().Accounts.Where(account => account.Incarnation == request.Incarnation);
        return answer with
        {
            Slices = [.. answer.Slices.Select(terms => terms with { Granted = accounts.First(account => account.Budget == terms.Budget && account.Window == terms.Window).Counters.Granted })],
        };
    }
}
