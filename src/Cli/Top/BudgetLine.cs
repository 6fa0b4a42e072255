using System.Globalization;
using System.Text.Json;
using BudgetMesh.Wire;

namespace BudgetMesh.Cli;

/// <summary>One budget of a scope in its open window, or a scope that has limits alone.</summary>
/// <param name="Unit">Null where there is no budget, as the amounts.</param>
/// <param name="Left">What is neither spent nor held nor lent.</param>
/// <param name="Forecast">What will be spent at the window's end if it goes on as it did on average since its start; null where that says nothing yet.</param>
/// <param name="Limits">The scope's; with its first budget only.</param>
internal sealed record BudgetLine(
    string Scope, string Budget, string? Unit, decimal Cap, decimal Spent, decimal Held, decimal Lent, decimal Left, decimal? Forecast, IReadOnlyList<LimitState> Limits)
{
    /// <summary>Before this part of its window is over, a course is chance.</summary>
    private const decimal CourseFrom = 0.02m;

    /// <summary>How near it is to refusing: 1 is at the end of a budget or limit, or on course for it.</summary>
    public decimal Urgency => Limits.Select(static limit => Share(limit.Asked, limit.Usable)).Append(Share(Spent + Held, Cap)).Append(Share(Forecast ?? 0, Cap)).Max();

    /// <summary>The most urgent first.</summary>
    public static IReadOnlyList<BudgetLine> Of(TopSnapshot snapshot)
    {
        var limits = snapshot.Limits.ToDictionary(static scope => scope.Scope, static scope => scope.Limits, StringComparer.Ordinal);
        var lines = snapshot.Scopes.SelectMany(scope => Of(scope, limits.GetValueOrDefault(scope.Scope, []), snapshot.At)).ToList();
        var withoutBudget = limits.Where(scope => !lines.Exists(line => line.Scope == scope.Key)).Select(static scope => new BudgetLine(scope.Key, "", null, 0, 0, 0, 0, 0, null, scope.Value));
        return [.. lines.Concat(withoutBudget).OrderByDescending(static line => line.Urgency).ThenBy(static line => line.Scope, StringComparer.Ordinal)];
    }

    /// <summary>0 of nothing is nothing, and anything of nothing is all of it.</summary>
    public static decimal Share(decimal part, decimal whole) => whole > 0 ? part / whole : part > 0 ? 1 : 0;

    private static IEnumerable<BudgetLine> Of(ScopeState scope, IReadOnlyList<LimitState> limits, DateTimeOffset now)
    {
        foreach (var budget in scope.Budgets)
        {
            if (budget.Windows.FirstOrDefault(static window => window.Open) is not { } window)
                continue;
            var spent = Number(window.Spent);
            yield return new BudgetLine(
                scope.Scope, budget.Name, budget.Unit, Number(window.Cap) + Number(window.Adjusted), spent, Number(window.Held), Number(window.Free), Number(window.Available),
                Course(spent, window, now), limits);
            limits = [];
        }
    }

    private static decimal? Course(decimal spent, WindowState window, DateTimeOffset now)
    {
        if (window.StartsAt is not { } start || window.ResetsAt is not { } end || now <= start || now >= end)
            return null;
        decimal over = (now - start).Ticks, whole = (end - start).Ticks;
        return over < CourseFrom * whole ? null : spent * whole / over;
    }

    /// <summary>Text for USD, a number for tokens and requests.</summary>
    private static decimal Number(JsonElement amount) => amount.ValueKind == JsonValueKind.String ? decimal.Parse(amount.GetString()!, CultureInfo.InvariantCulture) : amount.GetDecimal();
}
