using System.CommandLine;

namespace BudgetMesh.Cli;

/// <summary>The commands, and what becomes of what they throw.</summary>
internal static class CommandLine
{
    /// <summary>After Ctrl-C or SIGTERM a command has this long to end by itself: longer than gates take to give back what they have. Whoever runs a server gives it longer.</summary>
    public static readonly TimeSpan EndsWithin = TimeSpan.FromSeconds(20);

    public static async Task<int> RunAsync(string[] args, Terminal terminal, CancellationToken cancellation)
    {
        var parsed = Root(terminal).Parse(args);
        if (parsed.Errors.Count > 0 && parsed.Action is System.CommandLine.Invocation.ParseErrorAction)
        {
            foreach (var error in parsed.Errors)
                terminal.Error.WriteLine($"budgetmesh: {OneLine(error.Message)}");
            terminal.Error.WriteLine($"budgetmesh: see budgetmesh {string.Join(' ', Path(parsed.CommandResult).Append("--help"))}");
            return ExitCode.Usage;
        }

        try
        {
            return await parsed.InvokeAsync(
                new InvocationConfiguration { Output = terminal.Out, Error = terminal.Error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = EndsWithin },
                cancellation);
        }
        catch (CliException failure)
        {
            foreach (var line in failure.Message.Split('\n'))
                terminal.Error.WriteLine($"budgetmesh: {line.TrimEnd()}");
            return failure.ExitCode;
        }
        catch (OperationCanceledException)
        {
            terminal.Error.WriteLine("budgetmesh: stopped");
            return ExitCode.Interrupted;
        }
        catch (Exception bug)
        {
            terminal.Error.WriteLine($"budgetmesh: {bug.GetType().Name}: {OneLine(bug.Message)} (a mistake in this program; BUDGETMESH_DEBUG=1 shows where)");
            if (terminal.Variable("BUDGETMESH_DEBUG") is "1")
                terminal.Error.WriteLine(bug);
            return ExitCode.Bug;
        }
    }

    public static RootCommand Root(Terminal terminal) => new($"Budgets for LLM traffic that are never overspent.\n\n{ExitCode.Help}")
    {
        ServeCommand.Create(terminal),
        AgentCommand.Create(terminal),
        GatewayCommand.Create(terminal),
        ReadyCommand.Create(terminal),
        ApplyCommand.Create(terminal),
        DemoCommand.Create(terminal),
        ReplayCommand.Create(terminal),
        TopCommand.Create(terminal),
        ScopesCommand.Create(terminal),
        HoldsCommand.Create(terminal),
        LimitsCommand.Create(terminal),
        CapacityCommand.Create(terminal),
        ReservationsCommand.Create(terminal),
        ReceiptsCommand.Create(terminal),
        AdjustCommand.Create(terminal),
        AdjustmentsCommand.Create(terminal),
        WhyCommand.Create(terminal),
        DecideCommand.Create(terminal),
        GatewaysCommand.Create(terminal),
        PricesCommand.Create(terminal),
        KeysCommand.Create(terminal),
        CompletionCommand.Create(terminal),
    };

    private static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static Stack<string> Path(System.CommandLine.Parsing.CommandResult command)
    {
        var path = new Stack<string>();
        for (var at = command; at is { Command: not RootCommand }; at = at.Parent as System.CommandLine.Parsing.CommandResult)
            path.Push(at.Command.Name);
        return path;
    }
}
