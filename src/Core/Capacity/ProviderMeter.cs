namespace BudgetMesh.Capacity;

/// <summary>The gateway's side: gathers what a deployment's provider answers until it is reported. A report that is lost is lost: the next answers say the same.</summary>
public sealed class ProviderMeter
{
    private ProviderReport _report;

    public bool IsEmpty => _report.Answers == 0;

    public void Observe(in ProviderSignal signal) => _report = _report.Add(signal);

    /// <summary>All since the last call.</summary>
    public ProviderReport Take()
    {
        var report = _report;
        _report = default;
        return report;
    }
}
