using System.Globalization;
using BudgetMesh.Replay;
using Spectre.Console;

namespace BudgetMesh.Cli;

/// <summary>Shows how far a replay is: a bar for people, a line now and then for logs.</summary>
internal static class ReplayProgress
{
    private static readonly TimeSpan BarEvery = TimeSpan.FromMilliseconds(200), LineEvery = TimeSpan.FromSeconds(5);

    public static async Task<ReplayReport> WatchAsync(ReplaySession session, Terminal terminal, CancellationToken stop)
    {
        var running = session.RunAsync(stop);
        if (terminal.IsErrorTerminal)
        {
            await terminal.Live().Progress().AutoClear(true).StartAsync(async progress =>
            {
                var bar = progress.AddTask("replay", maxValue: session.Options.Count);
                while (!await EndsWithinAsync(running, BarEvery))
                {
                    bar.Value = session.Tally?.Requests ?? 0;
                    bar.Description = Markup.Escape(Line(session));
                }
            });
        }
        else
        {
            while (!await EndsWithinAsync(running, LineEvery))
                terminal.Error.WriteLine(Line(session));
        }

        return await running;
    }

    /// <summary>True once it has ended, well or not.</summary>
    public static async Task<bool> EndsWithinAsync(Task running, TimeSpan time) =>
        await Task.WhenAny(running, Task.Delay(time)) == running;

    private static string Line(ReplaySession session) => session.Tally is { } tally
        ? string.Create(CultureInfo.InvariantCulture, $"{tally.Requests} of {session.Options.Count} requests, {tally.Denied} refused, {session.Bill.Total:0.00} USD")
        : "connecting";
}
