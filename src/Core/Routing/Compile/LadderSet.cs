using System.Collections.Frozen;

namespace BudgetMesh.Routing;

/// <summary>The ladders that scopes can choose from. The default one is made only when a scope needs it.</summary>
internal sealed class LadderSet(LadderCompiler compiler)
{
    private readonly FrozenDictionary<string, LadderPlan> _written = compiler.Compile();
    private LadderPlan? _default;

    /// <summary>The ladder of that name, else the inherited one, else the default.</summary>
    public LadderPlan Find(string? name, LadderPlan? inherited, FieldPath field, ProblemList problems)
    {
        if (name is null)
            return inherited ?? Default();
        if (_written.TryGetValue(name, out var ladder))
            return ladder;
        if (name == LadderPlan.DefaultName)
            return Default();
        problems.Add(field, NameText.Unknown("ladder", name, _written.Keys));
        return inherited ?? Default();
    }

    public FrozenDictionary<string, LadderPlan> All() =>
        _default is null
            ? _written
            : _written.Values.Append(_default).DistinctBy(ladder => ladder.Name).ToFrozenDictionary(ladder => ladder.Name, StringComparer.Ordinal);

    private LadderPlan Default() => _default ??= _written.GetValueOrDefault(LadderPlan.DefaultName) ?? compiler.CompileDefault();
}
