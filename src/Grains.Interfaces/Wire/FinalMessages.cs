namespace BudgetMesh.Wire;

/// <summary>Gateway → silo: the last word of one incarnation to owners of scopes; where there are many scopes, in several messages. Copies change nothing.</summary>
[GenerateSerializer, Immutable, Alias("budgetmesh.finals_message")]
public sealed record FinalsMessage(string Incarnation, IReadOnlyList<FinalLine> Scopes)
{
    /// <summary>Scopes of one message.</summary>
    public const int ScopesMax = 500;
}

/// <summary>The last word to one owner.</summary>
/// <param name="Seq">One more than the last request that the incarnation made to it.</param>
/// <param name="Complete">Of windows that are not among the slices everything comes back.</param>
[GenerateSerializer, Immutable, Alias("budgetmesh.final_line")]
public sealed record FinalLine(string Scope, long Seq, bool Complete, IReadOnlyList<FinalSliceLine> Slices);

/// <summary>One window: how much can have been spent at most, and the counters as the incarnation ended, in the budget's unit.</summary>
[GenerateSerializer, Immutable, Alias("budgetmesh.final_slice_line")]
public sealed record FinalSliceLine(
    string Budget, long Window, long Ceiling, long Granted, long Returned, long Charged, long Released, long Settled, long Corrected, long Overdraft);

/// <summary>Silo → gateway: one for each line of the message, in its order.</summary>
[GenerateSerializer, Immutable, Alias("budgetmesh.finals_reply")]
public sealed record FinalsReply(IReadOnlyList<FinalAnswer> Scopes);

/// <param name="Status"><c>closed</c>, durably; <c>contradiction</c>; or <c>unavailable</c> where it is to be said again.</param>
[GenerateSerializer, Immutable, Alias("budgetmesh.final_answer")]
public sealed record FinalAnswer(string Scope, string Status, string? Problem);
