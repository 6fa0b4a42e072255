using BudgetMesh.Client;
using BudgetMesh.Routing;
using Spectre.Console;

namespace BudgetMesh.Cli.Tests;

public sealed class TopTests : WithSilo
{
    private static readonly string Mesh =
        TestMesh.Yaml
            .Replace("{id: a/large, tier: premium}", "{id: a/large, tier: premium, capacity: [{rate: 60000 tokens per minute}]}", StringComparison.Ordinal)
            .Replace("prices:", "    limits:\n      - {name: calls, rate: 60 requests per hour, burst: 1}\n  acme/search:\n    budgets:\n      - {name: day, amount: 10 requests, period: day}\nprices:", StringComparison.Ordinal);

    [Fact]
    public async Task A_frame_has_scopes_deployments_and_the_last_refusals()
    {
        await ApplyAsync();
        await RefuseAsync();

        var frame = await Run("top", "--once");

        frame.ExitCode.ShouldBe(ExitCode.Ok, frame.Error);
        var lines = frame.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => line.TrimEnd()).ToList();
        lines[0].ShouldContain("3 scopes, 2 deployments");
        lines[1].ShouldStartWith("SCOPE");
        lines.ShouldContain(static line => line.StartsWith("acme/chat ", StringComparison.Ordinal) && line.Contains("calls 0/1", StringComparison.Ordinal));
        lines.ShouldContain(static line => line.StartsWith("acme/search", StringComparison.Ordinal));
        lines.ShouldContain(static line => line.StartsWith("a/large", StringComparison.Ordinal) && line.Contains("tokens/min", StringComparison.Ordinal));
        lines[^1].ShouldContain("acme/chat  denied   rate limited  acme/chat:calls  normal");
    }

    [Fact]
    public async Task A_narrow_terminal_gets_what_matters_and_a_prefix_only_its_own()
    {
        await ApplyAsync();
        await RefuseAsync();

        var narrow = await CliRun.Of(new Dictionary<string, string> { ["BUDGETMESH_URL"] = Url, ["BUDGETMESH_KEY"] = Key, ["COLUMNS"] = "40" }, "top", "--once");
        var search = await Run("top", "--once", "--scope", "acme/search");

        narrow.Out.Split('\n').ShouldAllBe(static line => line.TrimEnd().Length <= 40);
        narrow.Out.ShouldContain("acme/chat");
        search.Out.ShouldContain("1 scope, 2 deployments");
        search.Out.ShouldNotContain("acme/chat");
        (await Run("top", "--once", "--scope", "UPPER")).ExitCode.ShouldBe(ExitCode.Usage);
    }

    [Fact]
    public async Task A_live_screen_is_left_as_it_was_found()
    {
        await ApplyAsync();
        using var output = new StringWriter();
        using var stop = new CancellationTokenSource();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output), Ansi = AnsiSupport.Yes, Interactive = InteractionSupport.No });
        using var admin = new AdminClient(new Uri(Url), Key);

        await new TopScreen(console).RunAsync(
            async _ =>
            {
                var snapshot = await TopSnapshot.ReadAsync(admin, null, DateTimeOffset.UnixEpoch, CancellationToken.None);
                await stop.CancelAsync();
                return snapshot;
            },
            stop.Token);

        var drawn = output.ToString();
        drawn.ShouldStartWith("\u001b[?1049h");
        drawn.ShouldContain("acme/search");
        drawn.ShouldEndWith("\u001b[?25h\u001b[?1049l");
    }

    private async Task ApplyAsync()
    {
        var run = await Run("apply", "-f", Write("mesh.yaml", Mesh));
        run.ExitCode.ShouldBe(ExitCode.Ok, run.Error);
    }

    private async Task RefuseAsync()
    {
        await using var gate = await Gate.ConnectAsync(new GateOptions { Name = "edge-1", Urls = [new Uri(Url)], Key = await GatewayKeyAsync(), DrainPatience = TimeSpan.Zero });
        var request = new Request(ScopePath.Parse("acme/chat"), new TokenCount(100));
        for (var asked = 0; asked < 10; asked++)
        {
            if (await gate.DecideAsync(request) is { IsAllowed: false } refused)
            {
                refused.Reason.ShouldBe(Reason.RateLimited);
                return;
            }
        }

        throw new InvalidOperationException("ten requests fit into a burst of one");
    }
}
