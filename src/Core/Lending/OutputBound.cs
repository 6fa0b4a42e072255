using BudgetMesh.Bounds;

namespace BudgetMesh.Lending;

/// <summary>The output bound to send, and what it is learned from.</summary>
/// <param name="Lengths">What the answer's length is to be told to; null where nothing is learned from it.</param>
internal readonly record struct OutputBound(TokenCount Tokens, OutputBoundBy By, GateLengths? Lengths);
