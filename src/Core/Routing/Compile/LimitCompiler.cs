using System.Collections.Immutable;
using BudgetMesh.Rates;

namespace BudgetMesh.Routing;

/// <summary>The limits of one scope, or the capacity of one deployment.</summary>
internal static class LimitCompiler
{
    /// <summary>What ten seconds bring: a client that works in short waves is not held up, and no second sees much more than its share.</summary>
    private const int BurstsPerMinute = 6;

    /// <param name="owner">The scope or deployment as the operator wrote it.</param>
    public static ImmutableArray<LimitPlan> Compile(string owner, IReadOnlyList<LimitConfig> configs, FieldPath field, ProblemList problems)
    {
        if (configs.Count > Limits.LimitsPerOwnerMax)
            problems.Add(field, $"{configs.Count} limits of {owner}: at most {Limits.LimitsPerOwnerMax} are allowed");

        var names = new HashSet<string>(StringComparer.Ordinal);
        var plans = ImmutableArray.CreateBuilder<LimitPlan>(configs.Count);
        foreach (var (index, config) in configs.Index())
        {
            if (Compile(owner, config ?? new LimitConfig(), names, field.Item(index), problems) is { } plan)
                plans.Add(plan);
        }

        return plans.ToImmutable();
    }

    private static LimitPlan? Compile(string owner, LimitConfig config, HashSet<string> names, FieldPath field, ProblemList problems)
    {
        var name = LimitName.Of(config);
        if (name is not null && !NameText.IsKey(name))
            problems.Add(field.Field("name"), NameText.NotAKey(name));
        else if (name is not null && !names.Add(name))
            problems.Add(field.Field("name"), $"two limits of {owner} are named \"{name}\": give each its own name");

        var away = config.WhenSiloAway is { } word
            ? NameText.Parse<WhenAway>(word, "action", field.Field("when_silo_away"), problems)
            : WhenAway.Deny;
        if (config.Rate is null)
        {
            problems.Add(field.Field("rate"), "a limit needs its rate: such as 600 requests per minute or 20 concurrent requests");
            return null;
        }

        if (RateText.Parse(config.Rate, field.Field("rate"), problems) is not var (unit, amount))
            return null;
        var burst = Burst(config.Burst, unit, amount, field.Field("burst"), problems);
        return name is null || burst is null || away is null ? null : new LimitPlan(name, unit, amount, burst.Value, away.Value);
    }

    private static long? Burst(string? text, LimitUnit unit, long amount, FieldPath field, ProblemList problems)
    {
        if (unit == LimitUnit.Concurrent)
        {
            if (text is not null)
                problems.Add(field, "requests at once do not burst: leave burst out, or raise the rate");
            return amount;
        }

        return text is null
            ? Math.Max(1, amount / BurstsPerMinute)
            : NumberText.Whole(RateText.Digits(text), 1, (int)Limits.RateMax, "a burst", field, problems);
    }
}
