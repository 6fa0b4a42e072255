using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace BudgetMesh.Silo.Tests.Decisions;

/// <summary>A silo with two models and two teams, and clients with their keys.</summary>
public sealed class DecisionSilo : IAsyncLifetime
{
    /// <summary>A call of 100 input and 100 output tokens costs 0.02 USD at best and 0.002 at small; search has 1 USD, chat 10, and the tenant 5.</summary>
    private const string Mesh =
        """
        deployments:
          - {id: lab/best, tier: premium, api_flavor: chat}
          - {id: lab/small, tier: economy, api_flavor: chat}
        ladders:
          default: {rungs: [premium, economy]}
        scopes:
          acme:
            budgets: [{name: month, amount: 5 USD, period: month}]
          acme/search:
            budgets: [{name: month, amount: 1 USD, period: month}]
          acme/chat:
            budgets: [{name: month, amount: 10 USD, period: month}]
            limits: [{rate: 60 requests per minute, burst: 3}]
          acme/broke:
            budgets: [{name: total, amount: 0.001 USD, period: total}]
        prices:
          overlay:
            - {provider: lab, model: best, input_mtok: 100, output_mtok: 100}
            - {provider: lab, model: small, input_mtok: 10, output_mtok: 10}
        """;

    public TestSilo Silo { get; } = new();

    /// <summary>Speaks for acme/search.</summary>
    public HttpClient Search { get; private set; } = null!;

    public HttpClient Gateway { get; private set; } = null!;

    /// <summary>As the silo serves it.</summary>
    internal OpenApiDocument Document { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        await Silo.InitializeAsync();
        await Silo.ApplyAsync(Mesh);
        Document = new OpenApiDocument(await Silo.Stranger.GetAsync("/v1/openapi.json").JsonAsync());
        Gateway = Client(Silo.Gateway.DefaultRequestHeaders.Authorization!.Parameter!);
        Search = await KeyOfAsync("acme/search");
    }

    public async Task DisposeAsync() => await Silo.DisposeAsync();

    public async Task<HttpClient> KeyOfAsync(string scope, string rest = "")
    {
        var made = await Silo.Admin.PostJsonAsync("/v1/keys", $$"""{"role":"scope","label":"{{scope}}","scope":"{{scope}}"{{rest}}}""").JsonAsync(HttpStatusCode.Created);
        return Client((string)made["secret"]!);
    }

    /// <summary>Whatever it sends and is answered is compared with the document.</summary>
    private HttpClient Client(string secret) => new(new DescribedCalls(Document))
    {
        BaseAddress = Silo.Host.BaseAddress,
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", secret) },
    };

    /// <summary>What the tenant has spent, by its books.</summary>
    public async Task<string> SpentAsync(string scope) => (string)(await Silo.Admin.GetAsync($"/v1/scopes/{scope}").JsonAsync())["budgets"]![0]!["windows"]![0]!["spent"]!;

    /// <summary>The error that an answer tells in the form of OpenAI's.</summary>
    public static async Task<JsonNode> ErrorAsync(Task<HttpResponseMessage> call, HttpStatusCode status) => (await call.JsonAsync(status))["error"].ShouldNotBeNull();
}
