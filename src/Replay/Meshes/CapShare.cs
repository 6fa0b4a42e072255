using System.Numerics;
using BudgetMesh.Budgets;
using BudgetMesh.Routing;

namespace BudgetMesh.Replay;

/// <summary>Sets a scope's monthly cap to a share of what a whole trace would cost on a ladder's first rung, and lifts every other cap on its way.</summary>
public static class CapShare
{
    private const string Month = "month";

    /// <summary>What all of the trace costs on one rung, with every answer at its full length.</summary>
    public static Money WholeCost(Trace trace, Rung rung) => WholeCost(trace, rung, trace.Requests.Length);

    /// <summary>The same of so many requests, where the trace is repeated.</summary>
    public static Money WholeCost(Trace trace, Rung rung, int requests)
    {
        BigInteger nanos = 0;
        for (var number = 0; number < requests; number++)
        {
            var request = trace.Requests[number % trace.Requests.Length];
            var usage = new Pricing.TokenUsage { Input = new TokenCount(request.ContextTokens), Output = new TokenCount(request.GeneratedTokens) };
            nanos += rung.Quote.Price(usage).Total.NanoUsd;
        }

        return new Money((long)nanos);
    }

    /// <summary>The share of a cost, cut to the nano-dollar.</summary>
    /// <exception cref="OverflowException">More than can be counted.</exception>
    public static Money Of(Money cost, decimal share) => new((long)decimal.Truncate(cost.NanoUsd * share));

    /// <summary>
    /// The mesh with <paramref name="cap"/> as the hard monthly USD budget of <paramref name="scope"/>, which is added where it has
    /// none; its other hard budgets and those of all scopes above it get the largest cap there is.
    /// </summary>
    public static MeshConfig Apply(MeshConfig mesh, ScopePath scope, Money cap)
    {
        var scopes = new Dictionary<string, ScopeConfig>(mesh.Scopes ?? new Dictionary<string, ScopeConfig>(), StringComparer.Ordinal);
        foreach (var (path, written) in scopes.ToList())
        {
            if (ScopePath.TryParse(path, out var parsed, out _) && parsed != scope && parsed.Contains(scope))
                scopes[path] = written with { Budgets = [.. (written.Budgets ?? []).Select(Lift)] };
        }

        var own = scopes.GetValueOrDefault(scope.Value) ?? new ScopeConfig();
        var budgets = own.Budgets ?? [];
        var capped = budgets.FirstOrDefault(IsMonthly) ?? new BudgetConfig { Name = FreeName(budgets), Period = Month };
        scopes[scope.Value] = own with
        {
            Budgets = [.. budgets.Where(budget => !ReferenceEquals(budget, capped)).Select(Lift), capped with { Amount = $"{cap} USD" }],
        };
        return mesh with { Scopes = scopes };
    }

    private static bool IsMonthly(BudgetConfig budget) => IsHard(budget) && budget.Period == Month && UnitOf(budget) == "USD";

    private static bool IsHard(BudgetConfig budget) => budget.Enforcement is null or "hard";

    private static BudgetConfig Lift(BudgetConfig budget) => !IsHard(budget)
        ? budget
        : budget with { Amount = UnitOf(budget) == "USD" ? $"{Limits.CapUsdMax} USD" : $"{Limits.CapCountMax} {UnitOf(budget)}" };

    private static string UnitOf(BudgetConfig budget) => budget.Amount?.Trim().Split(' ', StringSplitOptions.RemoveEmptyEntries)[^1] ?? "";

    private static string FreeName(IReadOnlyList<BudgetConfig> budgets) =>
        budgets.Any(budget => budget.Name == Month) ? "replay-month" : Month;
}
