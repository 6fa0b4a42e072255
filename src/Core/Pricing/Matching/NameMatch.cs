using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace BudgetMesh.Pricing;

/// <summary>A rule that a name (of a model, a provider, a kind of content) fits or not, whatever its case.</summary>
internal abstract record NameMatch
{
    public abstract bool Fits(string name);
}

internal sealed record NameEquals(string Text) : NameMatch
{
    public override bool Fits(string name) => name.Equals(Text, StringComparison.OrdinalIgnoreCase);
}

internal sealed record NameStartsWith(string Text) : NameMatch
{
    public override bool Fits(string name) => name.StartsWith(Text, StringComparison.OrdinalIgnoreCase);
}

internal sealed record NameEndsWith(string Text) : NameMatch
{
    public override bool Fits(string name) => name.EndsWith(Text, StringComparison.OrdinalIgnoreCase);
}

internal sealed record NameContains(string Text) : NameMatch
{
    public override bool Fits(string name) => name.Contains(Text, StringComparison.OrdinalIgnoreCase);
}

/// <summary>The pattern is found anywhere in the name.</summary>
internal sealed record NameFitsPattern(Regex Pattern) : NameMatch
{
    public override bool Fits(string name) => Pattern.IsMatch(name);
}

internal sealed record NameFitsAny(ImmutableArray<NameMatch> Rules) : NameMatch
{
    public override bool Fits(string name) => Rules.Any(rule => rule.Fits(name));
}

internal sealed record NameFitsAll(ImmutableArray<NameMatch> Rules) : NameMatch
{
    public override bool Fits(string name) => Rules.All(rule => rule.Fits(name));
}
