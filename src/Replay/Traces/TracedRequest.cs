namespace BudgetMesh.Replay;

/// <summary>One request of a trace.</summary>
/// <param name="Arrival">Since the trace's first request.</param>
/// <param name="ContextTokens">Input, from 0 to <see cref="Limits.TokensPerRequestMax"/>.</param>
/// <param name="GeneratedTokens">What the model answered when nothing cut it, in the same range.</param>
public readonly record struct TracedRequest(TimeSpan Arrival, int ContextTokens, int GeneratedTokens);
