using System.Collections.Immutable;
using System.Globalization;

namespace BudgetMesh.Routing;

/// <summary>The thresholds of one ladder.</summary>
internal static class ThresholdCompiler
{
    private const int AtPermilleMin = 10;
    private const int AtPermilleMax = 1000;
    private const int GapPermille = 50;

    public static ImmutableArray<ThresholdPlan> Compile(
        IReadOnlyList<ThresholdConfig> configs,
        ImmutableArray<DeploymentPlan> rungs,
        FieldPath field,
        ProblemList problems)
    {
        var plans = ImmutableArray.CreateBuilder<ThresholdPlan>(configs.Count);
        var last = default(ThresholdPlan);
        foreach (var (index, item) in configs.Index())
        {
            var config = item ?? new ThresholdConfig();
            var at = At(config.At, last, field.Item(index).Field("at"), problems);
            var start = Start(config.Start, rungs, last, field.Item(index).Field("start"), problems);
            var back = Back(config.Back, at, field.Item(index).Field("back"), problems);
            if (at is null || start is null || back is null)
                continue;
            last = new ThresholdPlan(at.Value, back.Value, start.Value);
            plans.Add(last);
        }

        return plans.ToImmutable();
    }

    private static int? At(string? text, ThresholdPlan last, FieldPath field, ProblemList problems)
    {
        if (NumberText.Permille(text ?? "", AtPermilleMin, AtPermilleMax, field, problems) is not { } permille)
            return null;
        if (permille > last.AtPermille)
            return permille;
        problems.Add(field, $"{text} does not rise above the threshold before it ({NumberText.Percent(last.AtPermille)}): write thresholds in rising order");
        return null;
    }

    private static int? Start(string? name, ImmutableArray<DeploymentPlan> rungs, ThresholdPlan last, FieldPath field, ProblemList problems)
    {
        if (rungs.IsEmpty)
            return null; // reported where the rungs are
        var rung = 0;
        var named = RungName.Match(name ?? "", rungs);
        while (rung < rungs.Length && !named.Contains(rungs[rung]))
            rung++;
        if (rung == rungs.Length)
        {
            problems.Add(field, $"\"{name}\" is not on this ladder{NameText.Suggestion(name ?? "", RungName.Names(rungs))}");
            return null;
        }

        if (rung > last.StartRung)
            return rung;
        problems.Add(field, string.Create(CultureInfo.InvariantCulture, $"\"{name}\" is rung {rung + 1}, where the ladder starts already: name a lower one"));
        return null;
    }

    private static int? Back(string? text, int? at, FieldPath field, ProblemList problems)
    {
        // Near the bottom five points would lead below nothing, and the ladder would never go back.
        if (text is null)
            return at is { } permille ? Math.Max(permille - GapPermille, permille / 2) : null;
        return NumberText.Permille(text, 1, (at ?? AtPermilleMax) - 1, field, problems);
    }
}
