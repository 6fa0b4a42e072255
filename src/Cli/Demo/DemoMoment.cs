namespace BudgetMesh.Cli;

/// <summary>Something that happens on one day of the demo's month, beside the traffic.</summary>
/// <param name="Day">1 to 30.</param>
/// <param name="ActAsync">Does it, and answers what to tell of it: a sentence.</param>
internal sealed record DemoMoment(int Day, Func<DemoStage, CancellationToken, Task<string>> ActAsync)
{
    /// <summary>In the order of their days.</summary>
    public static IReadOnlyList<DemoMoment> All { get; } = [new(20, GiveCreditAsync)];

    private static async Task<string> GiveCreditAsync(DemoStage stage, CancellationToken cancellation)
    {
        var (scope, credit) = (ScopePath.Parse("acme/agents"), Money.FromUsd(12));
        await stage.Silo.Admin.AdjustAsync(
            scope, new { id = "demo-credit", budget = "month", kind = "credit", amount = $"{credit} USD", reason = "the release needs its agents", author = "finance" }, cancellation);
        stage.Credits[scope] = credit;
        return $"finance gives {scope} a credit of {credit} USD: its agents, refused since their cap was spent, go on.";
    }
}
