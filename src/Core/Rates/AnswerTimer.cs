namespace BudgetMesh.Rates;

/// <summary>
/// How long a gateway waits for an answer before it asks again: the retransmission timer of RFC 6298, sections 2 and 5, from the
/// smoothed round trip and its variation, doubled with each message that gets no answer. Two things differ. The least and the most
/// are not a second and a minute: to ask twice costs little, a slice that runs out much. And an answer after a loss is measured as
/// well (section 3 forbids it): each message is one of its own, so it is never in doubt which one was answered.
/// </summary>
internal sealed class AnswerTimer
{
    private TimeSpan? _smoothed;
    private TimeSpan _variation;

    /// <summary>From <see cref="RateRules.AnswerLeast"/> to <see cref="RateRules.AnswerMost"/>.</summary>
    public TimeSpan Timeout { get; private set; } = RateRules.AnswerFirst;

    /// <summary>An answer came after <paramref name="roundTrip"/>. What losses had doubled is forgotten.</summary>
    public void Answered(TimeSpan roundTrip)
    {
        if (_smoothed is { } smoothed)
        {
            _variation += ((smoothed - roundTrip).Duration() - _variation) / 4;
            _smoothed = smoothed + (roundTrip - smoothed) / 8;
        }
        else
        {
            (_smoothed, _variation) = (roundTrip, roundTrip / 2);
        }

        Timeout = Within(_smoothed.Value + 4 * _variation);
    }

    /// <summary>No answer came in time.</summary>
    /// <param name="hasLease">What ends soon is to be renewed: it doubles to <see cref="RateRules.AnswerLeased"/> only.</param>
    public void Lost(bool hasLease)
    {
        var most = hasLease ? RateRules.AnswerLeased : RateRules.AnswerMost;
        if (Timeout < most)
            Timeout = Min(2 * Timeout, most);
    }

    private static TimeSpan Within(TimeSpan timeout) => timeout < RateRules.AnswerLeast ? RateRules.AnswerLeast : Min(timeout, RateRules.AnswerMost);

    private static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
