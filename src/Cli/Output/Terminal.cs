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
    public static JsonSerializerOptions Json { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static Terminal OfProcess() => new(Console.Out, Console.Error, !Console.IsErrorRedirected, Environment.GetEnvironmentVariable);

    public void WriteJson(object value) => Out.WriteLine(JsonSerializer.Serialize(value, value.GetType(), Json));

    /// <summary>Columns of plain text, each as wide as its widest cell; nothing is cut or broken over lines.</summary>
    public void WriteTable(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        IReadOnlyList<string>[] lines = [columns, .. rows];
        var widths = columns.Select((_, column) => lines.Max(line => line[column].Length)).ToList();
        foreach (var line in lines)
            Out.WriteLine(string.Join("  ", line.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
    }

    /// <summary>Spectre's console on <see cref="Error"/>, for what is drawn live.</summary>
    public IAnsiConsole Live() => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Out = new AnsiConsoleOutput(Error),
        Ansi = IsErrorTerminal ? AnsiSupport.Detect : AnsiSupport.No,
        Interactive = InteractionSupport.No,
    });
}
