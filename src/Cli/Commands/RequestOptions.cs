using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using BudgetMesh.Routing;

namespace BudgetMesh.Cli;

/// <summary>Options that together state a request.</summary>
internal sealed class RequestOptions
{
    private const int InputTokensUsual = 1_000;
    private const int TokensMost = (int)Limits.TokensPerRequestMax;

    private readonly Option<string> _scope = new("--scope") { Description = "Who pays.", HelpName = "PATH", Required = true };
    private readonly Option<string?> _task = Text("--task", "What it is done for.");
    private readonly Option<Priority> _priority = new("--priority") { Description = "interactive, normal or batch.", DefaultValueFactory = static _ => Priority.Normal };
    private readonly Option<string?> _dataClass = Text("--data-class", "What kind of data is in it.");
    private readonly Option<string?> _caller = Text("--caller", "Who asks, within the scope.");
    private readonly Option<string?> _ladder = Text("--ladder", "The ladder that it wishes.");
    private readonly Option<int> _inputTokens = SharedOptions.Number("--input-tokens", "Tokens of the input.", usual: InputTokensUsual, least: 0, most: TokensMost);
    private readonly Option<int?> _outputBound = new("--output-bound") { Description = "The client's bound on the output; else the scope's.", HelpName = "N" };

    private RequestOptions() => _outputBound.Validators.Add(static result =>
    {
        if (result.GetValueOrDefault<int?>() is < 1 or > TokensMost)
            result.AddError($"--output-bound is from 1 to {TokensMost}");
    });

    public static RequestOptions Create() => new();

    /// <summary>What is used of every budget, in parts of a thousand.</summary>
    public static Option<int> Used() => new("--used")
    {
        Description = "What is used of every budget, such as 85%.",
        HelpName = "PERCENT",
        DefaultValueFactory = static _ => 0,
        CustomParser = static result => Permille(result),
    };

    /// <summary>How much of a paced budget's usual spend is over, in parts of a thousand; null for what the calendar says.</summary>
    public static Option<int?> Course() => new("--course")
    {
        Description = "How much of the usual spend of every paced budget's window is over, such as 40%; else as much as of its time.",
        HelpName = "PERCENT",
        CustomParser = static result => Permille(result),
    };

    private static int Permille(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (decimal.TryParse(text.TrimEnd('%'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent) && percent <= 100)
            return (int)(percent * 10);
        result.AddError($"{((OptionResult)result.Parent!).Option.Name} \"{text}\" is not a share: write a percentage from 0% to 100%");
        return 0;
    }

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _scope, _task, _priority, _dataClass, _caller, _ladder, _inputTokens, _outputBound })
            command.Add(option);
    }

    /// <exception cref="CliException">The scope is no path, or a label is none.</exception>
    public Request Read(ParseResult result) => new(ScopePath.Parse(SharedOptions.ScopeOf(result.GetRequiredValue(_scope))!), new TokenCount(result.GetValue(_inputTokens)))
    {
        Task = Label(result, _task),
        Priority = result.GetValue(_priority),
        DataClass = Label(result, _dataClass),
        Caller = Label(result, _caller),
        Ladder = result.GetValue(_ladder),
        OutputBound = result.GetValue(_outputBound) is { } bound ? new TokenCount(bound) : null,
    };

    private static Option<string?> Text(string name, string description) => new(name) { Description = description, HelpName = "NAME" };

    private static string? Label(ParseResult result, Option<string?> option) => result.GetValue(option) is not { } text || Routing.Label.IsValid(text)
        ? result.GetValue(option)
        : throw CliException.Usage($"{option.Name} \"{text}\": write at most {Limits.LabelLengthMax} lower-case letters, digits and - _ . / : @");
}
