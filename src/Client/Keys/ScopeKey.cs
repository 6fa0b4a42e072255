using BudgetMesh.Wire;

namespace BudgetMesh.Client;

/// <summary>A key that speaks for a scope: whoever has it asks for that scope and those below it.</summary>
/// <param name="Id">Its public part, for lists and logs.</param>
/// <param name="Label">Whose it is, in words.</param>
/// <param name="RefusalStatus">The status with which its clients are told that something is spent, 402, 403 or 429; 0 where nobody said.</param>
public sealed record ScopeKey(string Id, string Label, ScopePath Scope, int RefusalStatus)
{
    internal static ScopeKey Of(ScopeKeyLine line) => new(line.Id, line.Label, ScopePath.Parse(line.Scope), line.RefusalStatus);
}
