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
        var json = SharedOptions.Json();
        var command = new Command("decide", "Says what would be decided for a request, and why for every rung.") { dryRun, mesh, prices, used, course, json };
        request.AddTo(command);
        command.Validators.Add(result =>
        {
            if (!result.GetValue(dryRun))
                result.AddError("decide needs --dry-run: a decision that holds money is made in a gateway");
        });
        command.SetAction(result =>
        {
            var input = MeshInput.Read(result.GetRequiredValue(mesh), result.GetValue(prices));
            var asked = request.Read(result);
            var decision = DryDecision.Of(input.Bound, asked, new DryUse(result.GetValue(used), SystemClock.Instance.GetCurrentInstant())
            {
                Course = result.GetValue(course) is { } permille ? permille * (Pace.Whole / 1000) : null,
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
                terminal.WriteJson(DecisionView.Of(decision, story));
            else
                Print(terminal, decision, story);
            return ExitCode.Ok;
        });
        return command;
    }

    private static void Print(Terminal terminal, DryDecision decision, IReadOnlyList<string> story)
    {
        foreach (var sentence in story)
            terminal.Out.WriteLine(sentence);
        if (decision.Rungs.IsEmpty)
            return;
        terminal.Out.WriteLine();
        terminal.Out.WriteLine($"Ladder {decision.Ladder}, output bound {decision.OutputBound}:");
        foreach (var (index, rung) in DecisionStory.TellRungs(decision).Index())
            terminal.Out.WriteLine($"  {index + 1}. {rung}");
    }
}
