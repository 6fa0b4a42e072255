namespace BudgetMesh.Capacity;

/// <summary>The answers of the last seconds, counted in slots of half a second.</summary>
internal sealed class AnswerWindow
{
    private const int Slots = 10;

    private static readonly long SlotTicks = CapacityRules.CircuitWindow.Ticks / Slots;

    private readonly Counts[] _slots = new Counts[Slots];

    private long _current = long.MinValue;

    public void Add(in ProviderReport report, TimeSpan now)
    {
        Advance(now);
        ref var slot = ref _slots[Place(_current)];
        slot = slot.Plus(new Counts(report.Answers, report.Refused, report.Overloaded + report.Failed));
    }

    /// <summary>So many of the last answers at least, and at least half of them failed or overloaded.</summary>
    public bool IsBroken(TimeSpan now)
    {
        var counts = Last(Slots, now);
        return counts.Answers >= CapacityRules.CircuitAnswersLeast && counts.Broken * 1000 >= counts.Answers * CapacityRules.CircuitShare;
    }

    /// <summary>At least half of the answers of the last second refused.</summary>
    public bool IsMostlyRefused(TimeSpan now)
    {
        var counts = Last(2, now);
        return counts.Refused > 0 && counts.Refused * 2 >= counts.Answers;
    }

    public void Clear() => Array.Clear(_slots);

    private Counts Last(int slots, TimeSpan now)
    {
        Advance(now);
        var sum = default(Counts);
        for (var age = 0; age < slots; age++)
            sum = sum.Plus(_slots[Place(_current - age)]);
        return sum;
    }

    private void Advance(TimeSpan now)
    {
        var slot = now.Ticks / SlotTicks;
        if (slot <= _current)
            return;
        for (var next = Math.Max(_current, slot - Slots) + 1; next <= slot; next++)
            _slots[Place(next)] = default;
        _current = slot;
    }

    private static int Place(long slot) => (int)(((slot % Slots) + Slots) % Slots);

    private readonly record struct Counts(long Answers, long Refused, long Broken)
    {
        public Counts Plus(Counts other) => new(Answers + other.Answers, Refused + other.Refused, Broken + other.Broken);
    }
}
