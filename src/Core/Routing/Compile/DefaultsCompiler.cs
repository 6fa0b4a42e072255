using System.Collections.Immutable;
using BudgetMesh.Budgets;
using NodaTime;

namespace BudgetMesh.Routing;

/// <summary>What holds for the whole mesh.</summary>
internal static class DefaultsCompiler
{
    public static DefaultsPlan Compile(DefaultsConfig config, FieldPath field, ProblemList problems)
    {
        var standard = DefaultsPlan.Standard;
        var (outputBound, learns) = OutputBoundText.Read(config.OutputBound, field.Field("output_bound"), problems);
        var lifetimeSeconds = config.HoldLifetime is { } lifetime
            ? NumberText.Seconds(lifetime, 1, Limits.HoldLifetimeSecondsMax, field.Field("hold_lifetime"), problems)
            : null;
        return new DefaultsPlan(
            outputBound ?? standard.OutputBound,
            learns ?? standard.LearnsOutputBound,
            lifetimeSeconds is { } seconds ? Duration.FromSeconds(seconds) : standard.HoldLifetime,
            config.WhenSiloAway is { } actions ? Away(actions, field.Field("when_silo_away"), problems) : standard.WhenSiloAway,
            config.Pacing is { } pacing ? NameText.Parse<Pacing>(pacing, "pacing", field.Field("pacing"), problems) ?? standard.Pacing : standard.Pacing);
    }

    private static ImmutableArray<AwayAction> Away(IReadOnlyList<string> words, FieldPath field, ProblemList problems)
    {
        var actions = ImmutableArray.CreateBuilder<AwayAction>(words.Count);
        foreach (var (index, word) in words.Index())
        {
            if (NameText.Parse<AwayAction>(word ?? "", "action", field.Item(index), problems) is { } action)
                actions.Add(action);
        }

        // After deny nothing is tried, and whatever is tried can fail.
        if (actions.Count == words.Count && (actions.Count == 0 || actions.IndexOf(AwayAction.Deny) != actions.Count - 1 || actions.Distinct().Count() != actions.Count))
            problems.Add(field, "name each action once and deny last: [downgrade, deny] or [deny]");
        return actions.ToImmutable();
    }
}
