using System.CommandLine;

namespace BudgetMesh.Cli;

/// <summary><c>budgetmesh scopes</c>: budgets and windows, as the owners' books have them now.</summary>
internal static class ScopesCommand
{
    public static Command Create(Terminal terminal)
    {
        var under = new Argument<string?>("PATH") { Description = "Only this scope and all below it.", Arity = ArgumentArity.ZeroOrOne };
        var json = SharedOptions.Json();
        var command = new Command("scopes", "Lists scopes with their budgets: cap, spent, held, lent and available.") { under, json };
        var silo = SiloOptionSet.AddTo(command);
        command.SetAction(async (result, cancellation) =>
        {
            using var admin = silo.Connect(result, terminal);
            var scopes = await admin.ScopesAsync(SharedOptions.ScopeOf(result.GetValue(under)), cancellation).ToListAsync(cancellation);
            if (result.GetValue(json))
                terminal.WriteJson(new { Scopes = scopes });
            else
                Print(terminal, scopes);
            return ExitCode.Ok;
        });
        return command;
    }

    private static void Print(Terminal terminal, IReadOnlyList<ScopeState> scopes)
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
    }

    private static string Note(ScopeState scope, BudgetState budget, WindowState window) => string.Join(
        ", ",
        new[] { window.Open ? null : "closed", budget.Enforcement is null or "hard" ? null : budget.Enforcement, scope.Frozen is null ? null : $"frozen: {scope.Frozen}" }.Where(note => note is not null));
}
