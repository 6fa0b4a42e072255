using System.CommandLine;
using System.Globalization;

namespace BudgetMesh.Cli;

/// <summary><c>budgetmesh scopes</c>: budgets and windows, as the owners' books have them now.</summary>
internal static class ScopesCommand
{
    public static Command Create(Terminal terminal)
    {
        var under = new Argument<string?>("PATH") { Description = "Only this scope and all below it.", Arity = ArgumentArity.ZeroOrOne };
        var made = new Option<bool>("--made") { Description = "Also list each scope that a request has made; else their patterns are listed, each with how many there are." };
        var pattern = new Option<string?>("--pattern") { Description = "List only what was made of this pattern.", HelpName = "PATTERN" };
        var json = SharedOptions.Json();
        var command = new Command("scopes", "Lists scopes with their budgets: cap, spent, held, lent and available.") { under, made, pattern, json };
        var silo = SiloOptionSet.AddTo(command);
        command.SetAction(async (result, cancellation) =>
        {
            using var admin = silo.Connect(result, terminal);
            var only = result.GetValue(pattern);
            var showsMade = result.GetValue(made) || only is not null;
            var scopes = await admin.ScopesAsync(SharedOptions.ScopeOf(result.GetValue(under)), only, showsMade, cancellation).ToListAsync(cancellation);
            var patterns = showsMade ? [] : (await admin.PatternsAsync(cancellation)).Patterns;
            if (result.GetValue(json))
                terminal.WriteJson(new { Scopes = scopes, Patterns = patterns });
            else
                Print(terminal, scopes, patterns);
            return ExitCode.Ok;
        });
        return command;
    }

    private static void Print(Terminal terminal, IReadOnlyList<ScopeState> scopes, IReadOnlyList<PatternState> patterns)
    {
        terminal.WriteTable(
            ["SCOPE", "BUDGET", "UNIT", "CAP", "ADJUSTED", "SPENT", "HELD", "FREE", "AVAILABLE", "FORFEITED", "RESETS", ""],
            from scope in scopes
            from budget in scope.Budgets
            from window in budget.Windows
            select new[]
            {
                scope.Scope, budget.Name, budget.Unit ?? "?", window.Cap.ToString(), window.Adjusted.ToString(), window.Spent.ToString(), window.Held.ToString(), window.Free.ToString(),
                window.Available.ToString(), window.Forfeited.ToString(), window.ResetsAt is { } at ? $"{at:yyyy-MM-dd HH:mm zzz}" : "never", Note(scope, budget, window),
            });
        if (patterns.Count == 0)
            return;
        terminal.Out.WriteLine();
        terminal.WriteTable(
            ["PATTERN", "SCOPES", "AT MOST", "BUDGET", "UNIT", "SPENT", "HELD", "FREE", "SPENT BY ONE"],
            from made in patterns
            from budget in made.Budgets.DefaultIfEmpty()
            select new[]
            {
                made.Pattern, made.Scopes.ToString(CultureInfo.InvariantCulture), made.AtMost?.ToString(CultureInfo.InvariantCulture) ?? "?", budget?.Name ?? "", budget?.Unit ?? "",
                budget?.Spent.ToString() ?? "", budget?.Held.ToString() ?? "", budget?.Free.ToString() ?? "", budget?.SpentMost.ToString() ?? "",
            });
    }

    private static string Note(ScopeState scope, BudgetState budget, WindowState window) => string.Join(
        ", ",
        new[] { window.Open ? null : "closed", budget.Enforcement is null or "hard" ? null : budget.Enforcement, scope.Frozen is null ? null : $"frozen: {scope.Frozen}" }.Where(note => note is not null));
}
