using System.Globalization;
using BudgetMesh.Budgets;
using BudgetMesh.Replay;
using Spectre.Console;

namespace BudgetMesh.Cli;

/// <summary>The demo's live view: what each team has spent of its cap, how many requests took which way, and what has happened.</summary>
internal static class DemoTable
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(250);

    private const int BarWidth = 30;

    public static async Task<ReplayReport> WatchAsync(ReplaySession session, MeshInput mesh, DemoStage stage, Terminal terminal, CancellationToken stop)
    {
        var running = terminal.IsErrorTerminal ? session.RunAsync(stop) : ReplayProgress.WatchAsync(session, terminal, stop);
        var playing = stage.PlayAsync(DemoMoment.All, running);
        if (terminal.IsErrorTerminal)
            await DrawAsync(running, session, mesh, stage, terminal);
        await playing;
        return await running;
    }

    private static async Task DrawAsync(Task running, ReplaySession session, MeshInput mesh, DemoStage stage, Terminal terminal) =>
        await terminal.Live().Live(Draw(session, mesh, stage)).AutoClear(false).StartAsync(async live =>
        {
            while (!await ReplayProgress.EndsWithinAsync(running, Every))
                live.UpdateTarget(Draw(session, mesh, stage));
            live.UpdateTarget(Draw(session, mesh, stage));
        });

    private static Table Draw(ReplaySession session, MeshInput mesh, DemoStage stage)
    {
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumns("team", "spent", "cap", "used");
        foreach (var scope in session.Options.Scopes)
        {
            var cap = mesh.Plan.Scopes[scope.Value].Budgets.First(budget => budget.Unit == BudgetUnit.Usd).Cap / (decimal)Money.NanosPerUsd
                + stage.Credits.GetValueOrDefault(scope).NanoUsd / (decimal)Money.NanosPerUsd;
            var spent = session.Bill.Of(scope.Value);
            table.AddRow(Markup.Escape(scope.Value), Usd(spent), Usd(cap), Bar(spent / cap));
        }

        if (session.Tally is { } tally)
        {
            table.Caption = new TableTitle(Markup.Escape(string.Join('\n', stage.Told.Prepend(string.Create(
                CultureInfo.InvariantCulture,
                $"day {stage.Calendar.Day}; {tally.Requests:N0} of {session.Options.Trace.Requests.Length:N0}: {tally.Allowed:N0} best model, {tally.Downgraded:N0} cheaper, {tally.Denied:N0} refused; decision {tally.DecisionTimes.Quantile(0.5) / 1000.0:0.0} µs")))));
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
