namespace BudgetMesh.Rates;

/// <summary>
/// Limits that a plan took away while gateways had slices of them. Gateways use these until their leases end, or until they know
/// the plan; where the limit comes back before, it must not be lent to others as well.
/// </summary>
public sealed partial class RateBook
{
    private readonly Dictionary<string, (LimitBook Book, TimeSpan ForgetAt)> _removed = new(StringComparer.Ordinal);

    /// <summary>Those of the plan, and those that gateways may still use.</summary>
    private IEnumerable<LimitBook> InUse => _removed.Count == 0 ? _limits.Values : _limits.Values.Concat(_removed.Values.Select(static removed => removed.Book));

    /// <summary>Nobody has used a limit for a lease then, if nobody has anything of it now.</summary>
    private static TimeSpan ForgetAt(TimeSpan now) => now + RateRules.Lease + RateRules.LeaseMargin;

    private void Remove(string limit, TimeSpan now)
    {
        _limits.Remove(limit, out var book);
        _removed[limit] = (book!, ForgetAt(now));
    }

    /// <summary>False where it begins anew; counted in another unit it is another limit.</summary>
    private bool TryBringBack(LimitPlan limit)
    {
        if (!_removed.Remove(limit.Name, out var removed) || removed.Book.Plan.Unit != limit.Unit)
            return false;
        _limits[limit.Name] = removed.Book;
        return true;
    }

    private void ForgetRemoved(TimeSpan now)
    {
        if (_removed.Count == 0)
            return;
        foreach (var (name, (book, forgetAt)) in _removed.ToList())
        {
            if (book.Lines.Count > 0)
                _removed[name] = (book, ForgetAt(now));
            else if (now >= forgetAt)
                _removed.Remove(name);
        }
    }
}
