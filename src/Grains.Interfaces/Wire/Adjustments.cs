namespace BudgetMesh.Wire;

/// <summary>What somebody asks an owner to write into its books beside the requests.</summary>
/// <param name="Id">Chosen by whoever asks; the same id is taken once.</param>
/// <param name="Window">Null for the window that is open.</param>
/// <param name="Kind"><c>opening</c>, <c>credit</c>, <c>refund</c> or <c>correction</c>.</param>
/// <param name="Amount">In the budget's unit (USD in nano-dollars); above 0 gives, below 0 takes away.</param>
[GenerateSerializer, Immutable, Alias("budgetmesh.adjustment_wish")]
public sealed record AdjustmentWish(string Id, string Budget, long? Window, string Kind, long Amount, string Reason, string Author);

/// <summary>A row of the books that is no request.</summary>
[GenerateSerializer, Immutable, Alias("budgetmesh.adjustment_line")]
public sealed record AdjustmentLine(string Id, string Budget, long Window, string Kind, long Amount, string Reason, string Author, long AtUnixMs);

/// <summary>What became of an <see cref="AdjustmentWish"/>.</summary>
/// <param name="Taken">What is durable under its id; null where it was refused.</param>
/// <param name="IsRepeated">It was there before, and nothing changed.</param>
/// <param name="Problem">Why it was refused, for whoever asked; null where it was not.</param>
[GenerateSerializer, Immutable, Alias("budgetmesh.adjustment_answer")]
public sealed record AdjustmentAnswer(AdjustmentLine? Taken, bool IsRepeated, string? Problem);
