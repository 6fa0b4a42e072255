using System.Text.RegularExpressions;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace BudgetMesh.Deploy.Tests;

/// <summary>The rules for Prometheus; a key that they cannot have is refused.</summary>
internal sealed record AlertRules
{
    public List<AlertGroup> Groups { get; init; } = [];

    public IEnumerable<AlertRule> Rules => Groups.SelectMany(static group => group.Rules);

    public IEnumerable<AlertRule> Alerts => Rules.Where(static rule => rule.Alert is not null);

    public static AlertRules Read() => new DeserializerBuilder().WithNamingConvention(CamelCaseNamingConvention.Instance).WithDuplicateKeyChecking().Build()
        .Deserialize<AlertRules>(Repository.Read("deploy", "prometheus", "alerts.yaml"));
}

internal sealed record AlertGroup
{
    public string Name { get; init; } = "";

    public List<AlertRule> Rules { get; init; } = [];
}

internal sealed partial record AlertRule
{
    public string? Alert { get; init; }

    public string? Record { get; init; }

    public string Expr { get; init; } = "";

    public string? For { get; init; }

    public Dictionary<string, string> Labels { get; init; } = [];

    public Dictionary<string, string> Annotations { get; init; } = [];

    /// <summary>The metrics that it reads, each with what it asks of their labels. Words of the language have no _ and no : in them, nor has <c>up</c>.</summary>
    public IEnumerable<(string Metric, IReadOnlyList<LabelAsked> Labels)> Metrics => Selector().Matches(Grouping().Replace(Expr, ""))
        .Where(static match => match.Groups["name"].Value is "up" || match.Groups["name"].Value.AsSpan().ContainsAny('_', ':'))
        .Select(static match => (match.Groups["name"].Value, (IReadOnlyList<LabelAsked>)[.. Matcher().Matches(match.Groups["labels"].Value).Select(LabelAsked.Of)]));

    /// <summary>The labels that it groups by.</summary>
    public IEnumerable<string> GroupedBy => Grouping().Matches(Expr).SelectMany(static match => match.Groups["labels"].Value.Split(',', StringSplitOptions.TrimEntries));

    [GeneratedRegex("""(?<![\w:."])(?<name>[a-zA-Z_][a-zA-Z0-9_:]*)(?![\w:]*\()(?:\{(?<labels>[^}]*)\})?""")]
    private static partial Regex Selector();

    [GeneratedRegex(@"(?<label>\w+)(?<match>=~|!~|!=|=)""(?<value>[^""]*)""")]
    private static partial Regex Matcher();

    [GeneratedRegex("""\b(?:by|without) \((?<labels>[^)]*)\)""")]
    private static partial Regex Grouping();
}

/// <param name="Values">The one that it must have, or the alternatives of a regular expression.</param>
internal sealed record LabelAsked(string Label, IReadOnlyList<string> Values)
{
    public static LabelAsked Of(Match match) =>
        new(match.Groups["label"].Value, match.Groups["match"].Value is "=~" or "!~" ? match.Groups["value"].Value.Split('|') : [match.Groups["value"].Value]);
}
