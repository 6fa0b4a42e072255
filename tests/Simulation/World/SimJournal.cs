using BudgetMesh.Lending;
using BudgetMesh.Lending.Journals;

namespace BudgetMesh.Simulation.World;

/// <summary>The journal of one gateway life, with its lock and its witness: memory that outlives the process.</summary>
public sealed class SimJournal(SimWorld world, Incarnation incarnation, GateLimits limits)
{
    private readonly long[] _words = new long[JournalLayout.For(limits).Words];
    private readonly long[] _witness = new long[1];
    private long[]? _copy;

    /// <summary>Held by the process that writes it.</summary>
    public bool IsLocked { get; set; } = true;

    public GateJournal Begin() => new(JournalLayout.For(limits), _words, _witness, incarnation);

    /// <summary>Somebody makes a backup.</summary>
    public void Copy() => _words.CopyTo(_copy ??= new long[_words.Length], 0);

    /// <summary>Somebody puts the backup back.</summary>
    public bool TryRestore()
    {
        if (_copy is null)
            return false;
        _copy.CopyTo(_words, 0);
        if (world.Canary == Canary.JournalUnwitnessed)
            _witness[0] = 1;
        return true;
    }

    /// <summary>Null where another process has it.</summary>
    public PastLife? Open()
    {
        if (IsLocked && world.Canary != Canary.JournalUnlocked)
            return null;
        if (!PastLife.TryRead(_words, _witness[0], out var life, out var problem))
            throw new InvalidOperationException($"{incarnation}: {problem}");
        return life;
    }
}
