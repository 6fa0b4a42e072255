using System.CommandLine;
using BudgetMesh.Routing;
using NodaTime;

namespace BudgetMesh.Cli;

/// <summary><c>budgetmesh decide --dry-run</c>: what would be decided by a mesh file.</summary>
internal static class DecideCommand
{
    public static Command Create(Terminal terminal)
    {
        var dryRun = new Option<bool>("--dry-run") { Description = "Nothing is held; needed, for real decisions are a gateway's." };
        var mesh = new Option<FileInfo>("--mesh") { Description = "The mesh file.", Required = true };
        var prices = new Option<FileInfo?>("--prices") { Description = "A price list, in place of the one that the mesh file names." };
        var request = RequestOptions.Create();
        var used = RequestOptions.Used();
        var course = RequestOptions.Course();
        var live = new Option<bool>("--live") { Description = "With limits, capacity and circuits as the silo has them now; else nothing is taken to be used of them." };
        var json = SharedOptions.Json();
        var command = new Command("decide", "Says what would be decided for a request, and why for every rung.") { dryRun, mesh, prices, used, course, live, json };
        request.AddTo(command);
        var silo = SiloOptionSet.AddTo(command);
        command.Validators.Add(result =>
        {
            if (!result.GetValue(dryRun))
                result.AddError("decide needs --dry-run: a decision that holds money is made in a gateway");
        });
        command.SetAction(async (result, cancellation) =>
        {
            var input = MeshInput.Read(result.GetRequiredValue(mesh), result.GetValue(prices));
            var asked = request.Read(result);
            var isLive = result.GetValue(live);
            var room = DryRoom.Unused;
            if (isLive)
            {
                using var admin = silo.Connect(result, terminal);
                room = await LiveRoom.ReadAsync(admin, input.Bound.Mesh, asked.Scope, cancellation);
            }

            var decision = DryDecision.Of(input.Bound, asked, new DryUse(result.GetValue(used), SystemClock.Instance.GetCurrentInstant())
            {
                Course = result.GetValue(course) is { } permille ? permille * (Pace.Whole / 1000) : null,
                Room = room,
            });
            var blocker = decision.Rungs.FirstOrDefault(static rung => rung.Blocker is not null && rung.Outcome == RungOutcome.TooDear)?.Blocker;
            var isBlocked = decision.Reason == Reason.BudgetExceeded;
            var story = DecisionStory.Tell(
                new DecisionFacts(
                    decision.Verdict, decision.Reason, asked.Scope.Value, decision.Taken?.Rung.Deployment.Id, decision.Taken?.Bound ?? Money.Zero,
                    decision.Rule.Length == 0 ? null : decision.Rule, isBlocked ? blocker : null, decision.Shadow)
                {
                    InputTokens = asked.InputTokens.Value,
                    Ahead = decision.Ahead,
                    Stated = DecisionFacts.Labels(asked.Task, asked.Priority, asked.DataClass, asked.Caller),
                });
            if (result.GetValue(json))
                terminal.WriteJson(DecisionView.Of(decision, isLive, story));
            else
                Print(terminal, decision, story, hint: !isLive && HasLimits(input.Bound.Mesh, asked.Scope, decision));
            return ExitCode.Ok;
        });
        return command;
    }

    private static bool HasLimits(MeshPlan mesh, ScopePath asked, DryDecision decision) =>
        (mesh.TryFindScope(asked.Value, out var scope) && !scope.LimitLevels.IsEmpty) || decision.Rungs.Any(static rung => !rung.Rung.Deployment.Capacity.IsEmpty);

    private static void Print(Terminal terminal, DryDecision decision, IReadOnlyList<string> story, bool hint)
    {
        foreach (var sentence in story)
            terminal.Out.WriteLine(sentence);
        if (decision.Rungs.IsEmpty)
            return;
        terminal.Out.WriteLine();
        terminal.Out.WriteLine($"Ladder {decision.Ladder}, output bound {decision.OutputBound}:");
        foreach (var (index, rung) in DecisionStory.TellRungs(decision).Index())
            terminal.Out.WriteLine($"  {index + 1}. {rung}");
        if (hint)
            terminal.Out.WriteLine("Of limits and capacity nothing was taken to be used: --live asks the silo how they stand now.");
    }
}
