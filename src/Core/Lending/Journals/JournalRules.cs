using BudgetMesh.Routing;

namespace BudgetMesh.Lending.Journals;

/// <summary>The names of rules as a receipt has them, each joined once: writing a journal allocates nothing.</summary>
internal sealed class JournalRules
{
    /// <summary>Rules match in few combinations; where they do not, the names are joined again now and then.</summary>
    private const int Most = 1_024;

    private readonly Dictionary<(PolicySet, RuleBits), string> _names = [];

    public string NamesOf(PolicySet policies, RuleBits rules)
    {
        if (rules.IsEmpty)
            return "";
        if (_names.TryGetValue((policies, rules), out var names))
            return names;
        if (_names.Count == Most)
            _names.Clear();
        return _names[(policies, rules)] = policies.NamesOf(rules);
    }
}
