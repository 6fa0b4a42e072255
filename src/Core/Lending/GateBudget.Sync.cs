namespace BudgetMesh.Lending;

/// <summary>What is told to the owner of one budget, and what of its answer is taken over.</summary>
internal sealed partial class GateBudget
{
    /// <param name="mayAsk">False where the owner has just said that it has nothing.</param>
    public bool IsDue(TimeSpan now, bool mayAsk)
    {
        if (Waiting > 0 && mayAsk)
            return true;
        return now >= RefreshAt || now >= ReturnAt || (IsHard && Current is { } slice && slice.Free < RefreshBelow);
    }

    /// <summary>
    /// What to tell the owner. Free rights that are not needed are given up here, before the message goes out: whatever happens
    /// to it, they are never charged again.
    /// </summary>
    public IEnumerable<SliceReport> Report(TimeSpan now, bool leaving, bool silent)
    {
        ReturnAt = TimeSpan.MaxValue;
        RefreshBelow = 0;
        var demand = MeasureDemand(now, leaving);
        if (Current is { } current)
        {
            var ends = leaving || now >= current.ClosesAt;
            if (ends || Mode != LendingMode.Slice || (!silent && now - ChargedAt >= LendingRules.IdleAfter))
                current.Return(Math.Max(0, current.Free - (ends ? 0 : Spoken)));
            current.MarkReported();
            yield return new SliceReport(Plan.Name, current.Window, current.Reported, demand);
        }
        else
        {
            yield return new SliceReport(Plan.Name, null, default, demand);
        }

        foreach (var slice in _draining)
        {
            slice.Return(Math.Max(0, slice.Free));
            slice.MarkReported();
            yield return new SliceReport(Plan.Name, slice.Window, slice.Reported, default);
        }
    }

    /// <summary>Takes over terms. True where another window is open now.</summary>
    public bool Apply(SliceTerms terms, (long Epoch, long Seq) order, TimeSpan sentAt)
    {
        var isNewer = order.CompareTo(_order) >= 0;
        if (terms.Window <= _forgottenThrough)
            return false;
        var slice = Find(terms.Window);
        if (slice is null)
            _draining.Add(slice = new Slice(this, terms.Window, journal, Resumed(terms.Own ?? default)));
        slice.Grant(terms.Granted);
        if (_drained.Remove(slice))
        {
            slice.Unacknowledge(); // the owner does not know how it ended: tell again
            _draining.Add(slice);
            ReturnAt = sentAt;
        }

        if (!isNewer)
            return false;
        var before = Current;
        if (terms.Open)
            MakeCurrent(slice);
        else if (ReferenceEquals(slice, Current))
            Retire();
        if (ReferenceEquals(slice, Current))
            Take(terms, order, sentAt);
        return !ReferenceEquals(before, Current);
    }

    /// <summary>
    /// No hold was open when the scope was forgotten: one that the books know of is from before they were rolled back, and is charged in full.
    /// What was told before and after that together may be more than was lent: it was charged without rights.
    /// </summary>
    private static SliceCounters Resumed(in SliceCounters own) =>
        own with { Granted = 0, Settled = own.Settled + own.Held, Overdraft = Math.Max(own.Overdraft, own.Beyond) };

    /// <summary>The owner has confirmed the last report: slices that are done go.</summary>
    public void Acknowledge()
    {
        Current?.MarkAcknowledged();
        foreach (var slice in _draining)
            slice.MarkAcknowledged();
        foreach (var slice in _draining.Where(static slice => slice.IsDrained).ToList())
        {
            _draining.Remove(slice);
            _drained.Add(slice);
            slice.Ceiling?.Leave();
        }

        if (_drained.Count <= TombstonesMost)
            return;
        _drained.Sort(static (left, right) => left.Window.CompareTo(right.Window));
        _forgottenThrough = _drained[0].Window;
        _drained.RemoveAt(0);
    }

    /// <summary>The owner did not answer, or not for this budget: ask again then.</summary>
    public void Postpone(TimeSpan until) => RefreshAt = until;

    /// <summary>The budget is no longer in the plan, or its window is over: what is left of it drains.</summary>
    public void Retire()
    {
        if (Current is not { } slice)
            return;
        _draining.Add(slice);
        _grossBefore += slice.ChargedTotal;
        _netBefore += slice.ChargedTotal - slice.ReleasedTotal;
        Current = null;
    }

    private void MakeCurrent(Slice slice)
    {
        if (ReferenceEquals(slice, Current))
            return;
        Retire();
        _draining.Remove(slice);
        _drained.Remove(slice);
        Current = slice;
    }

    private Slice? Find(long window) =>
        Current?.Window == window ? Current : _draining.Find(slice => slice.Window == window) ?? _drained.Find(slice => slice.Window == window);

    private void Take(SliceTerms terms, (long Epoch, long Seq) order, TimeSpan sentAt)
    {
        _order = order;
        Mode = terms.Mode;
        (Headroom, Reachable, Cap, Spent, Adjusted) = (terms.Headroom, terms.Reachable, terms.Cap, terms.Spent, terms.Adjusted);
        TakeCourse(terms.Course);
        Current!.ClosesAt = After(sentAt, terms.ClosesIn);
        _answeredAt = sentAt;
        RefreshAt = After(sentAt, Max(LendingRules.RefreshLast, terms.ClosesIn < terms.RefreshAfter ? terms.ClosesIn : terms.RefreshAfter));
        StaleAt = After(sentAt, terms.StaleAfter);
        RefreshBelow = Mode == LendingMode.Slice ? Current.Free / 2 : 0;
        if (Mode != LendingMode.Slice && Current.Free > Spoken + Waiting)
            ReturnAt = sentAt;
    }

    private Demand MeasureDemand(TimeSpan now, bool leaving)
    {
        var gross = _grossBefore + (Current?.ChargedTotal ?? 0);
        var net = _netBefore + (Current is { } slice ? slice.ChargedTotal - slice.ReleasedTotal : 0);
        _meter.Sample(now, gross, net);
        var (grossPerSecond, netPerSecond) = _meter.Rate(now, gross, net);
        var refused = _refused;
        _refused = 0;
        return leaving || (now - ChargedAt >= LendingRules.IdleAfter && Waiting == 0 && refused == 0)
            ? default
            : new Demand(netPerSecond, grossPerSecond, Math.Max(_bounds.Mean(now, gross, _holds), SmallestNeed), Waiting, SmallestNeed, refused);
    }
}
