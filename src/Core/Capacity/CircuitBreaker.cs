namespace BudgetMesh.Capacity;

/// <summary>Takes a deployment whose provider fails off every ladder, and finds out when it serves again.</summary>
internal sealed class CircuitBreaker
{
    private readonly AnswerWindow _window = new();

    private CircuitState _state = CircuitState.Closed;

    private TimeSpan _pause = CapacityRules.OpenFirst;

    private TimeSpan? _closedAt;

    private long _probesServed;

    public CircuitState State(TimeSpan now)
    {
        if (_state.Kind == CircuitKind.Open && now >= _state.Until)
            (_state, _probesServed) = (CircuitState.HalfOpen, 0);
        return _state;
    }

    /// <summary>Answers that come while it is open were asked for before, and change nothing.</summary>
    public void Observe(in ProviderReport report, TimeSpan now)
    {
        switch (State(now).Kind)
        {
            case CircuitKind.Closed:
                _window.Add(report, now);
                if (_window.IsBroken(now) || (report.RetryAfter > CapacityRules.RetryAfterLong && _window.IsMostlyRefused(now)))
                {
                    if (now - _closedAt >= CapacityRules.OpenForgottenAfter)
                        _pause = CapacityRules.OpenFirst;
                    Open(report, now);
                }

                break;
            case CircuitKind.HalfOpen when report.Answers > report.Served:
                Open(report, now);
                break;
            case CircuitKind.HalfOpen:
                _probesServed += report.Served;
                if (_probesServed >= CapacityRules.ProbesToClose)
                    Close(now);
                break;
        }
    }

    private void Open(in ProviderReport report, TimeSpan now)
    {
        var asked = report.RetryAfter > CapacityRules.RetryAfterLong ? report.RetryAfter.Value : TimeSpan.Zero;
        _state = CircuitState.Open(now + Least(CapacityRules.OpenMost, asked > _pause ? asked : _pause));
        _pause = Least(CapacityRules.OpenMost, _pause * 2);
    }

    private void Close(TimeSpan now)
    {
        (_state, _closedAt) = (CircuitState.Closed, now);
        _window.Clear();
    }

    private static TimeSpan Least(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
