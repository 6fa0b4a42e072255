using BudgetMesh.Gateway.Configuration;
using BudgetMesh.Http;

namespace BudgetMesh.Gateway.Tests;

public sealed class GatewayFileTests
{
    private const string Good = """
        silos: [http://localhost:5080]
        key: {env: KEY}
        deployments:
          openai/gpt-5@eu:
            base_url: https://api.openai.com/v1/
            dialects: [openai-chat, openai-responses]
            key: {env: SECRET}
          anthropic/claude:
            base_url: https://api.anthropic.com/v1
            dialects: [anthropic-messages]
            key: {env: SECRET}
        times:
          silence: 1.5s
        """;

    [Fact]
    public void A_file_is_read_with_what_it_does_not_say()
    {
        var plan = Read(Good);
        var (openAi, anthropic) = (plan.Adapters["openai/gpt-5@eu"], plan.Adapters["anthropic/claude"]);
        openAi.UriOf(Dialect.OpenAiResponses).ToString().ShouldBe("https://api.openai.com/v1/responses");
        (openAi.Model, anthropic.Model).ShouldBe(("gpt-5", "claude"));
        openAi.Headers.ShouldBe([new("authorization", "Bearer value of SECRET")]);
        anthropic.Headers.ShouldBe([new("x-api-key", "value of SECRET")]);
        (plan.Key, plan.Times.Silence, plan.Times.Connect, plan.Models.Count).ShouldBe(("value of KEY", TimeSpan.FromSeconds(1.5), TimeSpan.FromSeconds(5), 0));
        plan.Speaking(Dialect.OpenAiChat).ShouldBe(["openai/gpt-5@eu"]);
        openAi.ToString().ShouldNotContain("SECRET");
    }

    [Theory]
    [InlineData("", "1: silos: missing", "1: key: missing", "1: deployments: missing")]
    [InlineData("- a", "1: fields expected")]
    [InlineData("silos: {", "not YAML")]
    [InlineData("a: &x 1\nb: *y", "not YAML")]
    [InlineData("key: {env: KEY}\nnothing: 1\n", "2: nothing: unknown field \"nothing\": one of listen, name, silos")]
    public void What_is_wrong_is_said_with_its_line(string yaml, params string[] problems)
    {
        var found = Problems(yaml);
        found.Count.ShouldBe(problems.Length, string.Join('\n', found));
        foreach (var (said, expected) in found.Zip(problems))
            said.ShouldContain(expected);
    }

    [Theory]
    [InlineData("https://api.openai.com/v1/", "ftp://x", "5: deployments.openai/gpt-5@eu.base_url: \"ftp://x\" is not an address")]
    [InlineData("[openai-chat, openai-responses]", "[openai-chat, openai-chats]", "6: deployments.openai/gpt-5@eu.dialects[1]: \"openai-chats\" is none of openai-chat")]
    [InlineData("http://localhost:5080", "localhost", "1: silos[0]: \"localhost\" is not an address")]
    [InlineData("1.5s", "soon", "13: times.silence: \"soon\" is not a time")]
    [InlineData("1.5s", "2000m", "13: times.silence: \"2000m\" is not a time")]
    [InlineData("{env: KEY}", "{env: MISSING}", "2: key.env: the environment variable MISSING is not set")]
    [InlineData("{env: KEY}", "{file: /nowhere/at/all}", "2: key.file: /nowhere/at/all cannot be read")]
    [InlineData("{env: KEY}", "{}", "2: key: either env")]
    [InlineData("{env: KEY}", "secret", "2: key: fields expected")]
    public void A_value_that_cannot_be_is_said_with_its_line(string good, string bad, string problem) =>
        Problems(Good.Replace(good, bad, StringComparison.Ordinal)).ShouldHaveSingleItem().ShouldStartWith(problem);

    [Fact]
    public void No_text_makes_it_throw()
    {
        for (var at = 0; at < Good.Length; at++)
        {
            foreach (var put in new[] { "", "{", "]", ":", "&a ", "\t", "\0", "'" })
                GatewayFile.TryRead(Good[..at] + put + Good[Math.Min(Good.Length, at + 1)..], Environment, out _, out _);
            GatewayFile.TryRead(Good[..at], Environment, out _, out _);
        }
    }

    [Fact]
    public void The_example_calls_every_deployment_of_its_mesh_and_its_ladders_are_there()
    {
        var plan = Read(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "gateway.yaml")));
        BudgetMesh.Mesh.MeshFile.TryRead(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "gateway-mesh.yaml")), out _, out var mesh, out var problems).ShouldBeTrue(string.Join('\n', problems));
        plan.Adapters.Keys.ShouldBe(mesh!.Deployments.Select(deployment => deployment.Id), ignoreOrder: true);
        plan.Models.Values.OfType<string>().ShouldBeSubsetOf(mesh.Ladders.Keys);
        foreach (var dialect in new[] { Dialect.OpenAiChat, Dialect.OpenAiResponses, Dialect.AnthropicMessages })
            mesh.Ladders["default"].Rungs.Select(rung => rung.Id).ShouldContain(id => plan.Speaking(dialect).Contains(id), 2);
    }

    private static GatewayPlan Read(string yaml)
    {
        GatewayFile.TryRead(yaml, Environment, out var plan, out var problems).ShouldBeTrue(string.Join('\n', problems));
        return plan!;
    }

    private static List<string> Problems(string yaml)
    {
        GatewayFile.TryRead(yaml, Environment, out var plan, out var problems).ShouldBeFalse();
        plan.ShouldBeNull();
        return [.. problems.Select(problem => problem.ToString())];
    }

    private static string? Environment(string name) => name == "MISSING" ? null : $"value of {name}";
}
