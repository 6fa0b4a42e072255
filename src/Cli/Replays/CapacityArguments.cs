using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using BudgetMesh.Replay;
using BudgetMesh.Replay.Provider;

namespace BudgetMesh.Cli;

/// <summary>What <c>budgetmesh replay</c> takes about the provider's capacity and who asks for it when.</summary>
internal sealed class CapacityArguments
{
    public Option<ProviderDrop[]> Drops { get; } = new("--provider-drop")
    {
        Description = "The provider allows only a part of its limits for a while, in real time since the first request: 0.5@30s+60s. May be repeated.",
        HelpName = "FACTOR@START+DURATION",
        DefaultValueFactory = static _ => [],
        CustomParser = static result => Parsed<ProviderDrop>(result, "--provider-drop", ProviderDrop.TryParse),
    };

    public Option<string> Headers { get; } = new Option<string>("--provider-headers")
    {
        Description = "Whether the provider's answers say what its limits have left; a 429 always says when to come again.",
        HelpName = "on|off",
        DefaultValueFactory = static _ => "on",
    }.AcceptOnlyFromAmong("on", "off");

    public Option<IdleSpan[]> Idle { get; } = new("--idle")
    {
        Description = "A scope asks for nothing for a while, in real time since the first request: acme/search@0s+60s. May be repeated. Else the scope of the mesh's first reservation is idle for the middle third of the run, unless the provider's limits drop.",
        HelpName = "PATH@START+DURATION",
        DefaultValueFactory = static _ => [],
        CustomParser = static result => Parsed<IdleSpan>(result, "--idle", IdleSpan.TryParse),
    };

    public Option<FileInfo?> Series { get; } = new("--series") { Description = "Write what was asked for and used in each second to this CSV file.", HelpName = "FILE" };

    public IEnumerable<Option> All => [Drops, Headers, Idle, Series];

    /// <summary>The options with what these arguments say.</summary>
    /// <exception cref="CliException">A span lies outside the run, or names a scope that asks for nothing anyway.</exception>
    public ReplayOptions AddTo(ReplayOptions options, MeshInput mesh, ParseResult result)
    {
        var drops = result.GetRequiredValue(Drops);
        var idle = result.GetRequiredValue(Idle);
        var reserved = ReservedRates.First(mesh.Plan);
        options = options with { Reserved = reserved, Drops = new ProviderDrops([.. drops]), ProviderTells = result.GetValue(Headers) == "on" };
        if (drops.Length > 0 && mesh.Plan.Deployments.All(static deployment => deployment.Capacity.IsEmpty))
            throw CliException.Usage("--provider-drop: no deployment of the mesh has a capacity");
        foreach (var drop in drops)
            Require(options, "--provider-drop", drop.ToString(), drop.Span);
        foreach (var span in idle)
        {
            Require(options, "--idle", span.ToString(), span.Span);
            if (!options.Scopes.Any(span.Scope.Contains))
                throw CliException.Usage($"--idle: {span.Scope} asks for nothing in this run; {string.Join(", ", options.Scopes)} do");
        }

        return options with { Idle = idle.Length > 0 || drops.Length > 0 ? [.. idle] : ByDefault(options, reserved) };
    }

    private static ImmutableArray<IdleSpan> ByDefault(ReplayOptions options, ReservedRate? reserved) =>
        reserved is not null && options.Length is { } length && length > TimeSpan.Zero && options.Scopes.Length > 1 && options.Scopes.Any(reserved.Scope.Contains)
            ? [IdleSpan.MiddleThird(reserved.Scope, length)]
            : [];

    private static void Require(ReplayOptions options, string option, string text, RunSpan span)
    {
        if (options.Length is not { } length)
            throw CliException.Usage($"{option} is of real time and needs requests that come in it: give --speed Nx, such as 20x");
        if (span.At >= length)
            throw CliException.Usage(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{option}: {text} begins after the run, which lasts {length.TotalSeconds:0} s at {options.Speed}"));
    }

    private delegate bool TryParse<T>(string text, out T value, out string problem);

    private static T[] Parsed<T>(ArgumentResult result, string option, TryParse<T> parse)
    {
        var values = new List<T>();
        foreach (var token in result.Tokens)
        {
            if (parse(token.Value, out var value, out var problem))
                values.Add(value);
            else
                result.AddError($"{option}: {problem}");
        }

        return [.. values];
    }
}
