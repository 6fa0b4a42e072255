using BudgetMesh.Routing;

namespace BudgetMesh.Lending;

/// <summary>A request that waits for rights of an owner.</summary>
public sealed class PendingDecision
{
    private readonly TimeSpan _since;

    internal PendingDecision(in Request request, TimeSpan now, TimeSpan patience)
    {
        Request = request;
        _since = now;
        Deadline = now + patience;
    }

    public Request Request { get; }

    /// <summary>It is decided then with what is here.</summary>
    public TimeSpan Deadline { get; private set; }

    /// <summary>The answer, once <see cref="IsDecided"/>.</summary>
    public Decision Decision { get; private set; }

    public bool IsDecided { get; private set; }

    /// <summary>The owners have been asked for it: what they did not lend they can only recall, and that does not take long.</summary>
    internal void Answered(TimeSpan askedAt, TimeSpan now)
    {
        if (_since <= askedAt && Deadline > now + LendingRules.RecallPatience)
            Deadline = now + LendingRules.RecallPatience;
    }

    internal void Decide(in Decision decision)
    {
        Decision = decision;
        IsDecided = true;
    }
}
