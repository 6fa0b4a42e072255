namespace BudgetMesh.Routing;

/// <summary>Whether a rule makes sense on a ladder that it will meet.</summary>
internal static class PolicyLadderCheck
{
    /// <param name="user">The scope that uses the ladder; null where the rule names it.</param>
    public static void Check(PolicyRule rule, LadderPlan ladder, ScopePlan? user, FieldPath at, ProblemList problems)
    {
        if (ladder.Rungs.IsEmpty)
            return; // reported where the rungs are
        var name = user is null ? $"ladder {ladder.Name}" : $"ladder {ladder.Name} of {user}";
        if (user is null)
        {
            RequireOn(rule.Start, ladder, at.Field("start"), problems);
            RequireOn(rule.Floor, ladder, at.Field("floor"), problems);
        }

        var (start, floor) = rule.On(ladder);
        var boundary = at.Field(rule.IsRegional ? "regions" : "only");
        if (!ladder.Rungs.Any(rule.Permits))
            problems.Add(boundary, $"leaves no rung on {name}: add one of these to that ladder, or name a ladder that has one in a rule for the same requests");
        else if (floor < 0)
            problems.Add(at.Field("floor"), $"\"{rule.Floor!.Name}\" is better than every rung of {name}: nothing could be used");
        else if (IsOn(rule.Start, ladder) && IsOn(rule.Floor, ladder) && floor < start)
            problems.Add(at.Field("floor"), $"\"{rule.Floor!.Name}\" is above the start \"{rule.Start!.Name}\" on {name}: nothing lies between them");
        else if (!ladder.Rungs.Take(floor + 1).Any(rule.Permits))
            problems.Add(boundary, $"leaves no rung on {name} down to the floor \"{rule.Floor!.Name}\"");
    }

    private static void RequireOn(RungMark? mark, LadderPlan ladder, FieldPath field, ProblemList problems)
    {
        if (mark is null || IsOn(mark, ladder))
            return;
        problems.Add(field, $"\"{mark.Name}\" is not on ladder {ladder.Name}{NameText.Suggestion(mark.Name, RungName.Names(ladder.Rungs))}");
    }

    private static bool IsOn(RungMark? mark, LadderPlan ladder) => mark is not null && ladder.Rungs.Any(mark.IsAt);
}
