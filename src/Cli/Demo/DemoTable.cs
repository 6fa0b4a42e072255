using System.Globalization;
using BudgetMesh.Budgets;
using BudgetMesh.Replay;
using Spectre.Console;

namespace BudgetMesh.Cli;

/// <summary>The demo's live view: what each team has spent of its cap, and how many requests took which way.</summary>
internal static class DemoTable
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(250);

    private const int BarWidth = 30;

    public static async Task<ReplayReport> WatchAsync(ReplaySession session, MeshInput mesh, Terminal terminal, CancellationToken stop)
    {
        if (!terminal.IsErrorTerminal)
            return await ReplayProgress.WatchAsync(session, terminal, stop);
        var running = session.RunAsync(stop);
        await terminal.Live().Live(Draw(session, mesh)).AutoClear(false).StartAsync(async live =>
        {
            while (!await ReplayProgress.EndsWithinAsync(running, Every))
                live.UpdateTarget(Draw(session, mesh));
            live.UpdateTarget(Draw(session, mesh));
        });
        return await running;
    }

    private static Table Draw(ReplaySession session, MeshInput mesh)
    {
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumns("team", "spent", "cap", "used");
        foreach (var scope in session.Options.Scopes)
        {
            var cap = mesh.Plan.Scopes[scope.Value].Budgets.First(budget => budget.Unit == BudgetUnit.Usd).Cap / (decimal)Money.NanosPerUsd;
            var spent = session.Bill.Of(scope.Value);
            table.AddRow(Markup.Escape(scope.Value), Usd(spent), Usd(cap), Bar(spent / cap));
        }

        if (session.Tally is { } tally)
        {
            table.Caption = new TableTitle(string.Create(
                CultureInfo.InvariantCulture,
                $"{tally.Requests:N0} of {session.Options.Trace.Requests.Length:N0}: {tally.Allowed:N0} best model, {tally.Downgraded:N0} cheaper, {tally.Denied:N0} refused; decision {tally.DecisionTimes.Quantile(0.5) / 1000.0:0.0} µs"));
        }

        return table;
    }

    private static string Usd(decimal usd) => string.Create(CultureInfo.InvariantCulture, $"{usd,8:0.00} USD");

    private static string Bar(decimal share)
    {
        var full = (int)Math.Clamp(share * BarWidth, 0, BarWidth);
        var colour = share >= 0.999m ? "red" : share >= 0.6m ? "yellow" : "green";
        return string.Create(CultureInfo.InvariantCulture, $"[{colour}]{new string('█', full)}[/]{new string('░', BarWidth - full)} {share:P1}");
    }
}
