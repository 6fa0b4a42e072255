using BudgetMesh.Holds;
using BudgetMesh.Routing;

namespace BudgetMesh.Client;

/// <summary>Answers that take longer, or become longer, than was foreseen. Saying the same again changes nothing.</summary>
public sealed partial class Gate
{
    /// <summary>
    /// The answer is still coming: its hold lasts at least <paramref name="lasts"/> from now, but no longer than
    /// <see cref="Limits.HoldLifetimeSecondsMax"/> from its decision. Refused once it was resolved or has expired.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="lasts"/> is negative.</exception>
    public ExtendOutcome Extend(in Decision decision, TimeSpan lasts)
    {
        lock (_lives.Lock)
            return _lives.Find(decision.Incarnation)?.Extend(decision.Hold, lasts, _clock.Now) ?? ExtendOutcome.AlreadyResolved;
    }

    /// <summary>
    /// The answer may become as long as <paramref name="outputBound"/> tokens altogether: charged on every level or on none, from
    /// the rights that are here. Where they are short the silo is asked for them meanwhile; ask well before the old bound is
    /// reached, and again in a moment. Only after <see cref="ExtendOutcome.Extended"/> may the provider answer with more.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">More than <see cref="Limits.TokensPerRequestMax"/>.</exception>
    public ExtendOutcome TryExtend(in Decision decision, TokenCount outputBound)
    {
        ExtendOutcome outcome;
        Chores chores;
        lock (_lives.Lock)
        {
            outcome = _lives.Find(decision.Incarnation)?.ExtendBound(decision.Hold, outputBound, _clock.Now) ?? ExtendOutcome.AlreadyResolved;
            chores = _lives.Due(resolved: false);
        }

        if (chores != Chores.None)
            Wake(chores);
        return outcome;
    }
}
