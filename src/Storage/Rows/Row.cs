using NodaTime;

namespace BudgetMesh.Storage;

/// <summary>A row of a result: columns by place, from 0. It is another row after the next step: read it, don't keep it.</summary>
internal abstract class Row
{
    private static readonly long EndOfTime = Instant.MaxValue.ToUnixTimeTicks();

    public abstract long Long(int column);

    public abstract bool IsNull(int column);

    public abstract string Text(int column);

    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    public ScopePath Scope(int column) => ScopePath.Parse(Text(column));

    /// <summary>To 100 ns; the end of time is the end of time, or a window without an end would come back as one that has.</summary>
    public Instant At(int column) => Long(column) is var ticks && ticks == EndOfTime ? Instant.MaxValue : Instant.FromUnixTimeTicks(ticks);

    public Instant? AtOrNull(int column) => IsNull(column) ? null : At(column);

    /// <summary>An enum by the name of its member: a renamed member fails loudly, a moved one changes nothing.</summary>
    public T Word<T>(int column) where T : struct, Enum => Enum.Parse<T>(Text(column));
}
