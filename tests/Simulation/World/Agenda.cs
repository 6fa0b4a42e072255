namespace BudgetMesh.Simulation.World;

/// <summary>What happens when: events in the order of time, and of scheduling where the time is the same.</summary>
public sealed class Agenda
{
    private readonly PriorityQueue<Action, (TimeSpan At, long Order)> _events = new();
    private long _scheduled;

    public TimeSpan Now { get; private set; }

    public long Done { get; private set; }

    public void In(TimeSpan delay, Action happening) =>
        _events.Enqueue(happening, (Now + (delay > TimeSpan.Zero ? delay : TimeSpan.Zero), _scheduled++));

    /// <summary>Does the next event that is due until <paramref name="end"/>; false where there is none.</summary>
    public bool Step(TimeSpan end)
    {
        if (!_events.TryPeek(out var happening, out var due) || due.At > end)
        {
            Now = end;
            return false;
        }

        _events.Dequeue();
        Now = due.At;
        Done++;
        happening();
        return true;
    }
}
