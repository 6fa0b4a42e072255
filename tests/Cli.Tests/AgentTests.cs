using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using BudgetMesh.Cli.Agents;
using BudgetMesh.Client;

namespace BudgetMesh.Cli.Tests;

/// <summary>The gate behind a socket and a port of this machine.</summary>
public sealed class AgentTests : WithSilo
{
    private const string Ask = """{"scope":"acme/chat","input_tokens":100,"max_output_tokens":100}""";

    private string Socket => Path.Combine(Folder, "a.sock");

    [Fact]
    public async Task Who_may_open_the_socket_is_answered_for_every_scope_and_what_it_settles_is_in_the_books()
    {
        await ApplyAsync();
        await using (var agent = await StartAsync())
        {
            using var http = OverSocket();
            var decision = await PostAsync(http, "/v1/decisions", Ask);
            ((string)decision["verdict"]!).ShouldBe("allow");
            var settled = await PostAsync(http, $"/v1/holds/{decision["hold_id"]}/settle", """{"input_tokens":100,"output_tokens":50}""");
            ((string)settled["outcome"]!).ShouldBe("resolved");
            if (!OperatingSystem.IsWindows())
                File.GetUnixFileMode(Socket).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite);
        }

        File.Exists(Socket).ShouldBeFalse();
        (await Run("scopes", "acme/chat", "--json")).Out.ReplaceLineEndings("").Replace(" ", "").ShouldContain("\"spent\":\"0.00015\"");
    }

    [Fact]
    public async Task At_a_port_callers_show_the_key_of_a_scope_unless_the_whole_machine_is_trusted()
    {
        await ApplyAsync();
        var key = (await Run("keys", "create", "scope", "--scope", "acme/chat", "--refusal-status", "403", "--label", "chat")).Out.Trim();
        await using (var agent = await StartAsync(static options => options with { Socket = null, Listen = new Uri("http://127.0.0.1:0") }))
        {
            using var http = new HttpClient { BaseAddress = new Uri(agent.Addresses.Single()) };
            (await http.PostAsync("/v1/decisions", new StringContent(Ask))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
            http.DefaultRequestHeaders.Add("x-api-key", key);
            ((string)(await PostAsync(http, "/v1/decisions", """{"input_tokens":100}"""))["verdict"]!).ShouldBe("allow");
            (await http.PostAsync("/v1/decisions", new StringContent(Ask.Replace("chat", "search")))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
            http.DefaultRequestHeaders.Clear();
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", $"{key}x");
            (await http.PostAsync("/v1/decisions", new StringContent(Ask))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        }

        await using var trusting = await StartAsync(static options => options with { Socket = null, Listen = new Uri("http://127.0.0.1:0"), TrustsMachine = true });
        using var open = new HttpClient { BaseAddress = new Uri(trusting.Addresses.Single()) };
        ((string)(await PostAsync(open, "/v1/decisions", Ask))["verdict"]!).ShouldBe("allow");
    }

    [Fact]
    public async Task An_agent_starts_without_a_silo_and_says_that_it_is_not_ready()
    {
        await using var agent = await StartAsync(static options => options with { StartPatience = TimeSpan.Zero, Gate = options.Gate with { Urls = [new Uri("http://127.0.0.1:9")] } });
        using var http = OverSocket();
        (await http.GetAsync("/readyz")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await http.GetAsync("/healthz")).StatusCode.ShouldBe(HttpStatusCode.OK);
        using var refused = await http.PostAsync("/v1/decisions", new StringContent(Ask));
        refused.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        refused.Headers.RetryAfter.ShouldNotBeNull();
        ((string)JsonNode.Parse(await refused.Content.ReadAsStringAsync())!["error"]!["code"]!).ShouldBe("not_ready");
    }

    [Fact]
    public async Task A_socket_that_a_killed_agent_left_is_taken_over_and_one_that_is_in_use_is_not()
    {
        await ApplyAsync();
        // Bound and not listened at, as the file is that a killed process leaves.
        using var dead = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        dead.Bind(new UnixDomainSocketEndPoint(Socket));
        await using var agent = await StartAsync();
        (await Should.ThrowAsync<CliException>(() => StartAsync())).Message.ShouldContain("another process listens");
    }

    [Theory]
    [InlineData("--key k", "say where to listen")]
    [InlineData("--socket a.sock", "gateway key")]
    [InlineData("--key k --listen http://0.0.0.0:5090", "127.0.0.1")]
    [InlineData("--key k --listen https://127.0.0.1:5090", "127.0.0.1")]
    [InlineData("--key k --socket a.sock --scope acme//x", "--scope")]
    [InlineData("--key k --socket a.sock --url ftp://x", "address of a silo")]
    public async Task What_cannot_be_is_refused_in_words(string arguments, string word)
    {
        var run = await CliRun.Of(["agent", .. arguments.Split(' ')]);
        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.Error.ShouldContain(word);
    }

    private async Task ApplyAsync()
    {
        var file = Path.Combine(Folder, "mesh.yaml");
        await File.WriteAllTextAsync(
            file,
            """
            deployments: [{id: lab/best, tier: premium, api_flavor: chat}]
            scopes:
              acme: {budgets: [{name: month, amount: 5 USD, period: month}]}
              acme/chat: {budgets: [{name: month, amount: 1 USD, period: month}]}
              acme/search: {}
            prices: {overlay: [{provider: lab, model: best, input_mtok: 1, output_mtok: 1}]}
            """);
        (await Run("apply", "-f", file)).ExitCode.ShouldBe(ExitCode.Ok);
    }

    private async Task<AgentHost> StartAsync(Func<AgentOptions, AgentOptions>? with = null)
    {
        var options = new AgentOptions(new GateOptions { Name = "agent", Urls = [new Uri(Url)], Key = await GatewayKeyAsync(), DrainPatience = TimeSpan.FromMilliseconds(100) }) { Socket = Socket };
        return await AgentHost.StartAsync(with?.Invoke(options) ?? options, static _ => { }, CancellationToken.None);
    }

    private HttpClient OverSocket() => new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, cancellation) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(Socket), cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        },
    })
    {
        BaseAddress = new Uri("http://agent"),
    };

    private static async Task<JsonNode> PostAsync(HttpClient http, string path, string body)
    {
        using var response = await http.PostAsync(path, new StringContent(body));
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        return JsonNode.Parse(text)!;
    }
}
