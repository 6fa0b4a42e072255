using System.Text.Encodings.Web;
using System.Text.Json;
using Spectre.Console;

namespace BudgetMesh.Cli;

/// <summary>Where a command writes and what it knows of its surroundings. Results go to <see cref="Out"/>, everything else to <see cref="Error"/>.</summary>
/// <param name="Out">Results: what a script reads.</param>
/// <param name="Error">Progress and complaints.</param>
/// <param name="IsErrorTerminal">A person watches <paramref name="Error"/>: progress may be drawn over itself.</param>
/// <param name="Variable">Reads an environment variable; null where it is not set.</param>
internal sealed record Terminal(TextWriter Out, TextWriter Error, bool IsErrorTerminal, Func<string, string?> Variable)
{
    /// <summary>Columns of tables that no person watches: nothing is broken over lines that a script reads.</summary>
    private const int WideColumns = 4_000;

    public static JsonSerializerOptions Json { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static Terminal OfProcess() => new(Console.Out, Console.Error, !Console.IsErrorRedirected, Environment.GetEnvironmentVariable);

    public void WriteJson(object value) => Out.WriteLine(JsonSerializer.Serialize(value, value.GetType(), Json));

    /// <summary>A table of plain text; nothing in it is read as markup.</summary>
    public void WriteTable(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        var table = new Table { Border = TableBorder.None, UseSafeBorder = true };
        foreach (var column in columns)
            table.AddColumn(new TableColumn(new Spectre.Console.Text(column, new Style(decoration: Decoration.Bold))) { NoWrap = true, Padding = new Padding(0, 0, 2, 0) });
        foreach (var row in rows)
            table.AddRow(row.Select(cell => new Spectre.Console.Text(cell)));
        ConsoleOn(Out, !Console.IsOutputRedirected && ReferenceEquals(Out, Console.Out)).Write(table);
    }

    /// <summary>Spectre's console on <see cref="Error"/>, for what is drawn live.</summary>
    public IAnsiConsole Live() => ConsoleOn(Error, IsErrorTerminal);

    private static IAnsiConsole ConsoleOn(TextWriter writer, bool isTerminal)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            Interactive = InteractionSupport.No,
        });
        if (!isTerminal)
            console.Profile.Width = WideColumns;
        return console;
    }
}
