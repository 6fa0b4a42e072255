using Spectre.Console;

namespace BudgetMesh.Cli;

/// <summary>Frames of <c>budgetmesh top</c>, one over the other, on a screen of their own: what was on the terminal before is there again afterwards.</summary>
internal sealed class TopScreen(IAnsiConsole console)
{
    private const string Enter = "\u001b[?1049h\u001b[?25l\u001b[2J", Leave = "\u001b[?25h\u001b[?1049l", Home = "\u001b[H", EraseBelow = "\u001b[J";

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    /// <summary>Until it is cancelled. A silo that does not answer is said, and asked again.</summary>
    public async Task RunAsync(Func<CancellationToken, Task<TopSnapshot>> read, CancellationToken stop)
    {
        console.Write(new ControlCode(Enter));
        try
        {
            using var ticks = new PeriodicTimer(Every);
            do
            {
                await ShowAsync(read, stop);
            }
            while (await ticks.WaitForNextTickAsync(stop));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Ctrl-C is how it ends.
        }
        finally
        {
            console.Write(new ControlCode(Leave));
        }
    }

    private async Task ShowAsync(Func<CancellationToken, Task<TopSnapshot>> read, CancellationToken stop)
    {
        IReadOnlyList<TopLine> lines;
        try
        {
            // The last column and line stay free: writing there would scroll.
            lines = TopPage.Draw(await read(stop), console.Profile.Width - 1, console.Profile.Height - 1);
        }
        catch (CliException away) when (away.ExitCode == ExitCode.NoSilo)
        {
            lines = [new TopLine(TextColumn.Cut(away.Message, console.Profile.Width - 1), 1)];
        }

        console.Write(new ControlCode(Home));
        foreach (var line in lines.Take(console.Profile.Height - 1))
            console.Write(new Rows(Drawn(line)));
        console.Write(new ControlCode(EraseBelow));
    }

    /// <summary>Filled up, so that nothing of the frame before is left.</summary>
    private Paragraph Drawn(TopLine line) => new(line.Text.PadRight(console.Profile.Width - 1), StyleOf(line)) { Overflow = Overflow.Crop };

    private static Style StyleOf(TopLine line) => line.IsTitle ? new Style(decoration: Decoration.Bold)
        : line.Urgency >= 1 ? new Style(Color.Red)
        : line.Urgency >= 0.8m ? new Style(Color.Yellow)
        : Style.Plain;
}
