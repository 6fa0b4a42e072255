namespace BudgetMesh.Routing;

/// <summary>What became of one rung in a dry decision.</summary>
public enum RungOutcome
{
    /// <summary>The request goes there.</summary>
    Taken,

    /// <summary>It would fit, but a better rung is taken.</summary>
    NotNeeded,

    /// <summary>It stands above the rung that the ladder starts with.</summary>
    AboveStart,

    /// <summary>A policy rule rules it out.</summary>
    RuledOut,

    /// <summary>The model's context window is too small.</summary>
    ContextTooLong,

    /// <summary>A budget has less left than it can cost.</summary>
    TooDear,

    /// <summary>A limit never lets so much through at once.</summary>
    ExceedsLimit,

    /// <summary>A limit of a scope on the way has no room for it now.</summary>
    RateLimited,

    /// <summary>The deployment's capacity has no room for it now.</summary>
    CapacityShort,

    /// <summary>The deployment's circuit is open.</summary>
    DeploymentClosed,
}

/// <summary>One rung of a dry decision.</summary>
/// <param name="Rule">The rule that rules it out or starts below it; null where thresholds or a budget's pace do, or nothing.</param>
/// <param name="Bound">The most that it can cost.</param>
/// <param name="Blocker">The first budget that has less left; null where all have enough or it was not asked.</param>
public sealed record RungFinding(Rung Rung, RungOutcome Outcome, PolicyRule? Rule, Money Bound, BudgetShortage? Blocker)
{
    /// <summary>The limit that has too little room; null where none has.</summary>
    public LimitShortage? Limit { get; init; }
}

/// <param name="Budget"><c>scope:name</c>.</param>
/// <param name="Needed">With its unit.</param>
/// <param name="Headroom">What is left, with its unit.</param>
public sealed record BudgetShortage(string Budget, string Needed, string Headroom)
{
    /// <summary>An amount of a budget with its unit, as people write it.</summary>
    public static string Text(Budgets.BudgetUnit unit, long amount) => unit switch
    {
        Budgets.BudgetUnit.Usd => $"{new Money(amount)} USD",
        Budgets.BudgetUnit.Tokens => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{amount} tokens"),
        _ => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{amount} requests"),
    };
}
