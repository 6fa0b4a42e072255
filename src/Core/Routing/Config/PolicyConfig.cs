namespace BudgetMesh.Routing;

/// <summary>A rule on which rungs a request may use, as the operator wrote it.</summary>
public sealed record PolicyConfig
{
    /// <summary>Unique in the mesh: receipts name it.</summary>
    public string? Name { get; init; }

    /// <summary>Which requests it is about; all where nothing is written.</summary>
    public MatchConfig? Match { get; init; }

    /// <summary>The ladder to use, whatever the scope has and the request wishes.</summary>
    public string? Ladder { get; init; }

    /// <summary>The tier or deployment that the ladder starts with.</summary>
    public string? Start { get; init; }

    /// <summary>The tier or deployment that is the last to be used: what does not fit there is refused.</summary>
    public string? Floor { get; init; }

    /// <summary>Tiers and deployments; nothing else is used, whatever any other rule says.</summary>
    [OneOrMore]
    public IReadOnlyList<string>? Only { get; init; }

    /// <summary>Regions; no deployment elsewhere, or without a region, is used, whatever any other rule says.</summary>
    [OneOrMore]
    public IReadOnlyList<string>? Regions { get; init; }

    /// <summary><c>true</c>: decided as well and recorded where it differs, but not enforced.</summary>
    public string? Shadow { get; init; }
}

/// <summary>Conditions that must all hold, as the operator wrote them. Of several values one is enough; <c>*</c> at the end stands for anything.</summary>
public sealed record MatchConfig
{
    [OneOrMore]
    public IReadOnlyList<string>? Task { get; init; }

    /// <summary><c>interactive</c>, <c>normal</c> or <c>batch</c>.</summary>
    [OneOrMore]
    public IReadOnlyList<string>? Priority { get; init; }

    [OneOrMore]
    public IReadOnlyList<string>? DataClass { get; init; }

    [OneOrMore]
    public IReadOnlyList<string>? Caller { get; init; }

    /// <summary>Input tokens: more than these.</summary>
    public string? ContextOver { get; init; }

    /// <summary>Input tokens: these at most.</summary>
    public string? ContextUpTo { get; init; }
}

/// <summary>A list of words that may be written as one word.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OneOrMoreAttribute : Attribute;
