using System.Collections.Immutable;
using BudgetMesh.Text;
using NodaTime;

namespace BudgetMesh.Routing;

/// <summary>
/// Patterns: what scopes are like that their first request makes, worked out below every scope that can be their parent, so that
/// making one is a copy.
/// </summary>
internal sealed class PatternCompiler(
    IReadOnlyDictionary<string, ScopeConfig> configs, ScopePlanBuilder builder, PolicyCompiler policies, FieldPath field, ProblemList problems)
{
    private readonly List<ScopePlan> _shapes = [];

    /// <param name="scopes">The configured scopes; they are told what can be made below them.</param>
    /// <param name="shapes">What scopes look like, for each pattern and parent.</param>
    public ImmutableArray<PatternPlan> Compile(IReadOnlyDictionary<string, ScopePlan> scopes, out IReadOnlyList<ScopePlan> shapes)
    {
        var patterns = Read();
        PatternClashes.Check(patterns, configs, scopes.Values, field, problems);
        if (patterns.Count > Limits.PatternsMax)
            problems.Add(field, $"{patterns.Count} patterns: at most {Limits.PatternsMax} are allowed");
        else
            patterns.ForEach(pattern => Place(pattern, scopes));
        shapes = _shapes;
        return [.. patterns];
    }

    /// <summary>Parents before children, and the most specific first.</summary>
    private List<PatternPlan> Read()
    {
        var patterns = new List<PatternPlan>();
        foreach (var (text, config) in configs.Where(static entry => ScopePattern.IsPattern(entry.Key)))
        {
            var at = field.Key(text);
            if (!ScopePattern.TryParse(text, out var pattern, out var problem))
            {
                problems.Add(at, problem);
                continue;
            }

            var atMost = config?.AtMost is { } written
                ? NumberText.Whole(written.Replace("_", "", StringComparison.Ordinal), 1, Limits.MadeScopesMax, "how many scopes may be made of a pattern", at.Field("at_most"), problems)
                : Limits.MadeScopesUsual;
            if (config?.Budgets is not { Count: > 0 })
                problems.Add(at.Field("budgets"), $"{text} has no budget: what is made of a pattern is known by its books, so give it at least one, such as 5 USD in total");
            for (var i = 0; i < config?.Budgets?.Count; i++)
            {
                if (config.Budgets[i]?.Pacing == "on")
                    problems.Add(at.Field("budgets").Item(i).Field("pacing"), $"what is made of {text} is not paced, for it has no week to go by: pace a scope above it, or leave pacing off");
            }

            if (config?.Weight is not null)
                problems.Add(at.Field("weight"), $"what is made of {text} shares in the weight of the scope above it: write the weight there");
            var forgetAfter = config?.ForgetAfter is { } duration
                ? NumberText.Seconds(duration, Limits.ForgetAfterSecondsLeast, Limits.ForgetAfterSecondsMax, at.Field("forget_after"), problems)
                : null;
            patterns.Add(new PatternPlan(pattern, atMost ?? Limits.MadeScopesUsual, Duration.FromSeconds(forgetAfter ?? Limits.ForgetAfterSecondsUsual)));
        }

        patterns.Sort(static (left, right) => left.Pattern.Depth != right.Pattern.Depth
            ? left.Pattern.Depth.CompareTo(right.Pattern.Depth)
            : right.Pattern.CompareSpecificity(left.Pattern) is not 0 and var order ? order : string.CompareOrdinal(left.Pattern.Text, right.Pattern.Text));
        return patterns;
    }

    private void Place(PatternPlan made, IReadOnlyDictionary<string, ScopePlan> scopes)
    {
        var pattern = made.Pattern;
        var (config, at) = (configs[pattern.Text] ?? new ScopeConfig(), field.Key(pattern.Text));
        List<ScopePlan> parents =
        [
            .. scopes.Values.Where(scope => pattern.MatchesBelow(scope.Path.Value)),
            .. _shapes.Where(shape => pattern.MayBeBelow(shape.MadeOf!.Pattern)),
        ];
        var rules = policies.Compile(config.Policies ?? [], PolicySet.Empty, at.Field("policies")).Rules;
        if (parents.Count == 0)
            problems.Add(at, Orphan(pattern, scopes.Keys));
        if (_shapes.Count + parents.Count > Limits.PatternPlacesMax)
        {
            problems.Add(at, $"the patterns apply in more than {Limits.PatternPlacesMax} places: write fewer that overlap");
            return;
        }

        foreach (var parent in parents)
        {
            var shape = builder.Build(new ScopeShape(-1, default, made), config, parent, policies.Join(rules, parent.Policies, at.Field("policies")), at);
            parent.FirstUse = parent.FirstUse.Add(shape); // patterns come by specificity
            _shapes.Add(shape);
        }
    }

    private string Orphan(ScopePattern pattern, IEnumerable<string> scopes)
    {
        var parents = scopes.Concat(configs.Keys.Where(ScopePattern.IsPattern)).Where(text => text != pattern.Text);
        var meant = DidYouMean.Closest(pattern.ParentText, parents);
        return $"nothing is made of {pattern}, for no scope or pattern is {pattern.ParentText}: {(meant is null ? "" : $"did you mean {meant}{pattern.Text[pattern.ParentText.Length..]}? Else ")}add {pattern.ParentText} to the scopes";
    }
}
