using System.CommandLine;
using BudgetMesh.Replay;

namespace BudgetMesh.Cli;

/// <summary>What <c>budgetmesh replay</c> takes.</summary>
internal sealed class ReplayArguments
{
    public Argument<FileInfo?> Trace { get; } = new("TRACE")
    {
        Description = "CSV with the columns TIMESTAMP, ContextTokens, GeneratedTokens.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public Option<FileInfo?> Mesh { get; } = new("--mesh") { Description = "The mesh file; with --connect the silo's own mesh is in force." };

    public Option<int> Gateways { get; } = SharedOptions.Number("--gateways", "How many gates.", usual: 8, least: 1, most: 1_000);

    public Option<string?> Scope { get; } = new("--scope") { Description = "The scope that pays for all requests.", HelpName = "PATH" };

    public Option<bool> Spread { get; } = new("--spread") { Description = "Deal the requests among all scopes that have none below them." };

    public Option<string?> Ladder { get; } = new("--ladder")
    {
        Description = "A ladder of these tiers and deployments for all requests; with --connect the name of one that the silo's mesh has.",
        HelpName = "TIER,…",
    };

    public Option<ReplaySpeed> Speed { get; } = SharedOptions.Speed("max, or how many times faster than the trace: 1x, 60x, 600x.", usual: "max");

    public Option<decimal?> CapShare { get; } = new("--cap-share")
    {
        Description = "Set the month's hard cap of --scope to this share of what the trace would cost on the first rung, and lift all other caps on its way.",
        HelpName = "X",
    };

    public Option<RunBounds> Bounds { get; } = new Option<RunBounds>("--bounds")
    {
        Description = "How output bounds come about: learned from the answers, fixed, or as the mesh says.",
        HelpName = "learned|fixed|mesh",
        DefaultValueFactory = _ => RunBounds.Mesh,
    }.AcceptOnlyFromAmong("learned", "fixed", "mesh");

    public Option<string?> Made { get; } = new("--made") { Description = "Make a trace instead of reading one: azure or heavy-tail.", HelpName = "SHAPE" };

    public Option<int> Requests { get; } = SharedOptions.Number("--requests", "How many requests a made trace has.", usual: 20_000, least: 1, most: 1_000_000);

    public Option<int> InFlight { get; } = SharedOptions.Number("--in-flight", "Requests under way at once, over all gates, at --speed max.", usual: 64, least: 1, most: 65_536);

    public Option<int> Seed { get; } = new("--seed") { Description = "Decides which gate a request goes to, and the provider's noise.", DefaultValueFactory = _ => 1 };

    public Option<string?> Connect { get; } = new("--connect") { Description = "Run the gates against this silo instead of one of this process. Nothing else may spend meanwhile.", HelpName = "URL" };

    public Option<string?> Key { get; } = new("--key") { Description = "A gateway key of that silo." };

    public Option<string?> AdminKey { get; } = new("--admin-key") { Description = "An admin key of that silo, to read its books; else BUDGETMESH_KEY." };

    public Option<int?> SpreadRuns { get; } = new("--spread-runs")
    {
        Description = "Send so many requests, each in a run of its own: the scope PATH/run-…, which a pattern of the mesh makes. The trace is repeated as often as need be.",
        HelpName = "N",
    };

    public CapacityArguments Capacity { get; } = new();

    public Option<bool> Json { get; } = SharedOptions.Json();

    public void AddTo(Command command)
    {
        command.Add(Trace);
        foreach (var option in (Option[])[Mesh, Gateways, Scope, Spread, Ladder, Speed, SpreadRuns, CapShare, Bounds, Made, Requests, InFlight, Seed, .. Capacity.All, Connect, Key, AdminKey, Json])
            command.Add(option);
        command.Validators.Add(Validate);
    }

    private void Validate(System.CommandLine.Parsing.CommandResult result)
    {
        void Require(bool isRight, string otherwise)
        {
            if (!isRight)
                result.AddError(otherwise);
        }

        Require(result.GetValue(Trace) is null != result.GetValue(Made) is null, "give either a TRACE or --made SHAPE");
        Require(result.GetValue(Made) is null || TrafficShape.ByName.ContainsKey(result.GetValue(Made)!), $"--made: one of {string.Join(", ", TrafficShape.ByName.Keys)}");
        var isConnected = result.GetValue(Connect) is not null;
        Require(result.GetValue(CapShare) is null or > 0, "--cap-share is above 0, such as 0.5");
        Require(result.GetValue(Scope) is not null != result.GetValue(Spread), "give either --scope PATH or --spread");
        Require(result.GetValue(SpreadRuns) is null or (> 0 and <= 100_000_000), "--spread-runs is from 1 to 100000000");
        Require(result.GetValue(SpreadRuns) is null || result.GetValue(Scope) is not null, "--spread-runs needs --scope: the runs are made below it");
        Require(result.GetValue(CapShare) is null || result.GetValue(Scope) is not null, "--cap-share needs --scope: it sets that scope's cap");
        Require(isConnected || result.GetValue(Mesh) is not null, "give --mesh FILE, or --connect URL for a silo that has one");
        Require(!isConnected || (result.GetValue(Mesh) is null && result.GetValue(CapShare) is null && result.GetValue(Bounds) == RunBounds.Mesh), "--mesh, --cap-share and --bounds change the mesh: with --connect the silo's own is in force");
        Require(isConnected == result.GetValue(Key) is not null, "--connect URL and --key K go together");
        if (result.GetValue(Scope) is { } scope && !ScopePath.TryParse(scope, out _, out var problem))
            result.AddError($"--scope: {problem}");
    }
}
