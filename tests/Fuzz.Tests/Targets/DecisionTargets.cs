using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace BudgetMesh.Fuzz.Tests.Targets;

/// <summary>The decision API, wherever it is answered.</summary>
internal sealed class DecisionTargets : IDisposable
{
    private const string Ask = """{"scope":"acme/chat","input_tokens":100,"max_output_tokens":100,"task":"sum","priority":"interactive","data_class":"plain","caller":"a","ladder":"default","deferrable":false,"cache_writes":"none"}""";

    private readonly HttpClient _good;
    private readonly string _key;

    /// <param name="key">Of scope acme/chat.</param>
    public DecisionTargets(Uri server, string key)
    {
        _key = key;
        _good = new HttpClient { BaseAddress = server };
        _good.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    public IEnumerable<Target> All =>
    [
        new("POST", "/v1/decisions", _key, Ask),
        new("POST", "/v1/decisions/batch", _key, $$"""{"requests":[{{Ask}},{"input_tokens":1}]}"""),
        new("POST", "/v1/authorize/v1/chat/completions", _key, """{"model":"any","stream":true,"max_tokens":9,"messages":[{"role":"user","content":"x"}],"metadata":{"budgetmesh_task":"t"}}"""),
        new("POST", "/v1/authorize/v1/messages", _key, """{"model":"any","max_tokens":9,"messages":[{"role":"user","content":"x"}]}"""),
        new("GET", "/v1/authorize/v1/responses", _key) { Headers = ["x-budgetmesh-input-bytes: 400", "x-budgetmesh-max-output-tokens: 9", "x-budgetmesh-deployments: lab/large, lab/small"] },
        OnHold("settle", """{"api":"openai-chat","usage":{"model":"large","usage":{"prompt_tokens":90,"completion_tokens":80,"total_tokens":170,"prompt_tokens_details":{"cached_tokens":10}}}}"""),
        OnHold("settle", """{"input_tokens":100,"output_tokens":50}"""),
        OnHold("extend", """{"lasts_ms":1500}"""),
        OnHold("extend", """{"max_output_tokens":150}"""),
        OnHold("void", "{}"),
        OnHold("void", null),
        new("POST", "/v1/holds/batch", _key, """{"holds":[{"hold_id":"{id}","settle":{"input_tokens":1,"output_tokens":1}},{"hold_id":"{id}"}]}""") { BeginAsync = HoldAsync, EndAsync = VoidAsync },
        new("GET", "/v1/me", _key),
        new("GET", "/v1/me?scope=acme/chat/run-7", _key),
        new("GET", "/v1/openapi.json", ""),
        new("GET", "/healthz", ""),
        new("GET", "/readyz", ""),
    ];

    /// <summary>Who asks first waits for what the owners lend; nobody after that.</summary>
    public Task BeginAsync() => Eventually.HoldsAsync(async () =>
    {
        using var answer = await _good.PostAsync("/v1/decisions", new StringContent(Ask, Encoding.UTF8, "application/json"));
        return answer.IsSuccessStatusCode;
    });

    public void Dispose() => _good.Dispose();

    private Target OnHold(string verb, string? body) => new("POST", $"/v1/holds/{{id}}/{verb}", _key, body) { BeginAsync = HoldAsync, EndAsync = VoidAsync };

    private async Task<string> HoldAsync()
    {
        using var answer = await _good.PostAsync("/v1/decisions", new StringContent(Ask, Encoding.UTF8, "application/json"));
        var said = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.ShouldBeTrue(said);
        return (string)JsonNode.Parse(said)!["hold_id"]!;
    }

    /// <summary>A hold that was extended for weeks would be held for weeks.</summary>
    private async Task VoidAsync(string hold)
    {
        using var answer = await _good.PostAsync($"/v1/holds/{hold}/void", null);
        answer.IsSuccessStatusCode.ShouldBeTrue();
    }
}
