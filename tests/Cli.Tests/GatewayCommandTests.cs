namespace BudgetMesh.Cli.Tests;

/// <summary>How the reference gateway is started, and told why it cannot be.</summary>
public sealed class GatewayCommandTests : TempFiles
{
    private const string File =
        """
        listen: http://127.0.0.1:0
        silos: [http://127.0.0.1:9]
        key: {env: GATEWAY_KEY}
        deployments:
          lab/best:
            base_url: http://127.0.0.1:9/v1
            dialects: [openai-chat]
        """;

    private static readonly Dictionary<string, string> Variables = new() { ["GATEWAY_KEY"] = "bm_gw_none" };

    [Fact]
    public async Task A_file_that_is_not_there_is_named()
    {
        var run = await CliRun.Of("gateway", Path.Combine(Folder, "none.yaml"));
        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.Error.ShouldContain("none.yaml");
    }

    [Theory]
    [InlineData("base_url: http", "base_uri: http", ":6: ")]
    [InlineData("[openai-chat]", "[openai-chatter]", "openai-chat")]
    [InlineData("{env: GATEWAY_KEY}", "{env: NO_SUCH_KEY}", "NO_SUCH_KEY")]
    public async Task What_is_wrong_in_it_is_said_with_its_line(string right, string wrong, string word)
    {
        var run = await CliRun.Of(Variables, "gateway", await FileAsync(File.Replace(right, wrong, StringComparison.Ordinal)));
        run.ExitCode.ShouldBe(ExitCode.BadInput);
        run.Error.ShouldContain("gateway.yaml:");
        run.Error.ShouldContain(word);
    }

    [Fact]
    public async Task Where_no_silo_answers_it_ends_with_4()
    {
        var run = await CliRun.Of(Variables, "gateway", await FileAsync(File));
        run.ExitCode.ShouldBe(ExitCode.NoSilo, run.Error);
        run.Error.ShouldContain("http://127.0.0.1:9");
    }

    private async Task<string> FileAsync(string text)
    {
        var path = Path.Combine(Folder, "gateway.yaml");
        await System.IO.File.WriteAllTextAsync(path, text);
        return path;
    }
}
