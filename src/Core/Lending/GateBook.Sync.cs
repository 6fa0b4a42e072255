namespace BudgetMesh.Lending;

/// <summary>The one message between gateway and owners: counters up, rights down.</summary>
public sealed partial class GateBook
{
    private bool _inFlight;
    private long _seq;
    private TimeSpan _sentAt;
    private TimeSpan _askAgainAt;
    private TimeSpan _roundTrip = TimeSpan.FromMilliseconds(5);

    /// <summary>The time that a sync takes, smoothed.</summary>
    public TimeSpan RoundTrip => _roundTrip;

    /// <summary>True once every owner knows that this gateway has left; nothing of it is lent or held any more.</summary>
    public bool HasLeft => _leaving && _rates.HasLeft && (IsClosed ? IsConcluded : _owners.Values.All(owner => !owner.IsKnown || owner.HasLeft));

    /// <summary>Takes no more requests; returns everything as holds resolve, and says good-bye to the owners.</summary>
    public void Leave()
    {
        _leaving = true;
        _rates.Leave();
        _askAgainAt = TimeSpan.MinValue;
        WantsSync = true;
    }

    /// <summary>When the next sync is due by time alone.</summary>
    public TimeSpan NextSyncAt(TimeSpan now)
    {
        var next = TimeSpan.MaxValue;
        foreach (var owner in _owners.Values.Where(owner => owner.IsKnown && !owner.HasLeft))
        {
            foreach (var budget in owner.Budgets)
                next = Min(next, Min(budget.RefreshAt, budget.ReturnAt));
        }

        if (_pending.Count > 0 || (_leaving && !HasLeft))
            next = Min(next, _askAgainAt);
        return next > now ? next : now;
    }

    /// <summary>
    /// Builds the requests to every owner where one is due; they are sent as one message. False where none is due or one is
    /// under way. What is returned is given up here, whatever becomes of the message.
    /// </summary>
    public bool TryBuildSync(TimeSpan now, out IReadOnlyList<SyncRequest> requests)
    {
        requests = [];
        if (_inFlight || IsClosed)
            return false;
        SumNeeds(now);
        WantsSync = false;
        var mayAsk = now >= _askAgainAt;
        var built = new List<SyncRequest>();
        foreach (var owner in _owners.Values)
        {
            owner.IsAsked = false;
            if (owner.HasLeft || (_leaving ? !owner.IsKnown || !mayAsk : !IsDue(owner, now, mayAsk)))
                continue;
            if (built.Count == Limits.ScopesPerSyncMax)
            {
                WantsSync = true;
                continue;
            }

            var reports = owner.Budgets.SelectMany(budget => budget.Report(now, _leaving, owner.IsSilent)).ToList();
            var isEmpty = reports.TrueForAll(static report => report.Counters is { Held: 0, Free: <= 0 });
            var pauses = owner.IsMade && !_leaving && isEmpty && owner.Budgets.TrueForAll(static budget => budget.IsUnused);
            (owner.IsAsked, owner.IsRecalled) = (true, false);
            built.Add(new SyncRequest(
                owner.Scope, Incarnation, owner.NextSeq(++_seq, pauses), owner.VersionSeen, owner.EpochSeen, _roundTrip, _leaving && isEmpty, reports)
            {
                Resumes = owner.Resumes,
                Pauses = pauses,
            });
        }

        if (built.Count == 0)
            return false;
        requests = built;
        _inFlight = true;
        _sentAt = now;
        return true;
    }

    /// <summary>Takes the answers to the requests that were built last; answers of older ones may come as well, or again.</summary>
    /// <param name="sentAt">When the answered message was sent: durations run from there.</param>
    public void Apply(IReadOnlyList<SyncAnswer> answers, TimeSpan sentAt, TimeSpan now)
    {
        if (_inFlight && sentAt == _sentAt)
        {
            _inFlight = false;
            _roundTrip = (_roundTrip * 7 + (now - sentAt)) / 8;
            var allAnswered = !PostponeUnanswered(answers, now);
            _askAgainAt = now + (allAnswered && !_leaving ? LendingRules.ReturnDelay : LendingRules.RefreshLast);
            if (allAnswered)
                _pending.ForEach(pending => pending.Answered(sentAt, now));
        }

        foreach (var answer in answers)
        {
            if (_owners.TryGetValue(answer.Scope, out var owner) && owner.IsSince(answer))
                Apply(owner, answer, sentAt, now);
        }

        _terms++;
        AssertInvariants();
    }

    /// <summary>The owner wants to hear from its borrowers now: others need what they have free.</summary>
    public void Recall(ScopePath scope, TimeSpan now)
    {
        if (!_owners.TryGetValue(scope, out var owner) || !owner.IsKnown)
            return;
        owner.IsRecalled = _inFlight && owner.IsAsked;
        Hurry(owner, now);
    }

    /// <summary>Every owner, of limits too, may have wanted to hear from its borrowers, and nobody has heard of it.</summary>
    public void RecallAll(TimeSpan now)
    {
        foreach (var scope in _owners.Keys)
            Recall(scope, now);
        _rates.RecallAll(now);
    }

    /// <summary>The message sent at <paramref name="sentAt"/> got no answer; it may have arrived all the same.</summary>
    public void SyncFailed(TimeSpan sentAt, TimeSpan now)
    {
        if (!_inFlight || sentAt != _sentAt)
            return;
        _inFlight = false;
        _askAgainAt = now + LendingRules.RefreshLast;
        foreach (var owner in _owners.Values.Where(owner => owner.IsAsked))
            owner.Unanswered(_askAgainAt);
    }

    /// <summary>Owners that were asked and are not among those that answered are asked again, but not at once. True where there are any.</summary>
    private bool PostponeUnanswered(IReadOnlyList<SyncAnswer> answers, TimeSpan now)
    {
        var any = false;
        var answered = answers.Select(static answer => answer.Scope).ToHashSet();
        foreach (var owner in _owners.Values.Where(owner => owner.IsAsked && !answered.Contains(owner.Scope)))
        {
            any = true;
            owner.Unanswered(now + LendingRules.RefreshLast);
        }

        return any;
    }

    private void Hurry(GateOwner owner, TimeSpan now)
    {
        foreach (var budget in owner.Budgets)
            budget.Postpone(now);
        WantsSync = true;
    }

    private void Close()
    {
        IsClosed = true;
        _rates.Leave();
    }

    private void Apply(GateOwner owner, SyncAnswer answer, TimeSpan sentAt, TimeSpan now)
    {
        owner.See(answer);
        if (answer.Status == SyncStatus.IncarnationClosed)
        {
            owner.HasLeft = true;
            if (!_leaving || !owner.HasToldAll)
                Close(); // by somebody else: the last word is still to be said
        }

        if (answer.Status == SyncStatus.TooManyScopes && owner.Resumes)
        {
            TurnAway(owner, now);
            return;
        }

        if (answer.Status != SyncStatus.Accepted)
        {
            foreach (var budget in owner.Budgets)
                budget.Postpone(now + LendingRules.RefreshNear);
            return;
        }

        foreach (var budget in owner.Budgets)
        {
            var named = false;
            foreach (var terms in answer.Slices)
            {
                if (terms.Budget != budget.Plan.Name)
                    continue;
                budget.Apply(terms, (answer.Epoch, answer.Seq), sentAt);
                named |= terms.Open;
            }

            if (!named)
                budget.Postpone(now + LendingRules.RefreshNear);
            if (answer.Seq == owner.Seq)
                budget.Acknowledge();
        }

        owner.Accepted(answer);
        if (owner.IsRecalled && answer.Seq == owner.Seq)
            Hurry(owner, now);
        ForgetIfAtRest(owner);
    }

    private static bool IsDue(GateOwner owner, TimeSpan now, bool mayAsk) =>
        owner.Budgets.Exists(budget => (owner.IsKnown || budget.Waiting > 0) && budget.IsDue(now, mayAsk));

    private static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
