using BudgetMesh.Client;
using Microsoft.AspNetCore.Http;

namespace BudgetMesh.AspNetCore;

/// <summary>What the decision API stands on.</summary>
/// <param name="Gate">The gate that decides. Where it cannot be had, <see cref="SiloException"/> says why.</param>
/// <param name="Identify">Whose request it is; null for nobody's, which is answered with 401. Where that cannot be found out now, <see cref="SiloException"/>.</param>
public sealed record DecisionApiOptions(Func<CancellationToken, ValueTask<Gate>> Gate, Func<HttpContext, ValueTask<DecisionCaller?>> Identify);
