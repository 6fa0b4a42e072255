using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace BudgetMesh.Silo.Tests.Decisions;

/// <summary>The description of the decision API, and whether what is sent and answered is as it says.</summary>
internal sealed class OpenApiDocument(JsonNode root)
{
    /// <summary>METHOD and route of each operation.</summary>
    public IEnumerable<string> Operations =>
        root["paths"]!.AsObject().SelectMany(static path => path.Value!.AsObject().Select(operation => $"{operation.Key.ToUpperInvariant()} {path.Key}"));

    public IEnumerable<string> RefusalCodes =>
        root["components"]!["schemas"]!["Refusal"]!["properties"]!["error"]!["properties"]!["code"]!["enum"]!.AsArray().Select(static code => (string)code!);

    /// <summary>What of a request's body is not as it says; empty where all is.</summary>
    public IReadOnlyList<string> CheckRequest(string method, string path, string body) =>
        Operation(method, path)["requestBody"]?["content"]?["application/json"]?["schema"] is { } schema ? Problems(JsonNode.Parse(body), schema, "$") : [];

    /// <inheritdoc cref="CheckRequest"/>
    public IReadOnlyList<string> CheckResponse(string method, string path, int status, string body)
    {
        var responses = Operation(method, path)["responses"]!;
        var response = Resolve(responses[status.ToString(CultureInfo.InvariantCulture)] ?? responses["default"]!);
        if (response["content"] is not { } content)
            return body.Length == 0 ? [] : ["$ is not described"];
        return Problems(JsonNode.Parse(body), content["application/json"]!["schema"]!, "$");
    }

    private JsonNode Operation(string method, string path)
    {
        var words = path.Split('/');
        var found = root["paths"]!.AsObject().Single(candidate => candidate.Key.Split('/') is var pattern && (pattern.Length == words.Length || (pattern[^1] == "{path}" && pattern.Length < words.Length))
            && pattern.Zip(words).All(static pair => pair.First == pair.Second || pair.First is "{path}" || (pair.First is "{id}" && pair.Second != "batch")));
        return found.Value![method.ToLowerInvariant()]!;
    }

    private void Check(JsonNode? value, JsonNode schema, string at, List<string> problems)
    {
        schema = Resolve(schema);
        if (schema["anyOf"] is JsonArray any && any.All(one => Problems(value, one!, at).Count > 0))
            problems.Add($"{at} is none of {any.ToJsonString()}");
        if (schema["enum"] is JsonArray words && !words.Any(word => JsonNode.DeepEquals(word, value)))
            problems.Add($"{at}: {value?.ToJsonString() ?? "null"} is none of {words.ToJsonString()}");
        if (schema["type"] is { } type && !Types(type).Contains(TypeOf(value)))
            problems.Add($"{at}: {TypeOf(value)} is not {type.ToJsonString()}");
        if (schema["pattern"] is { } pattern && TypeOf(value) == "string" && !Regex.IsMatch((string)value!, (string)pattern!))
            problems.Add($"{at}: {value!.ToJsonString()} is not {pattern.ToJsonString()}");
        if (schema["minimum"] is { } least && TypeOf(value) == "integer" && (long)value! < (long)least)
            problems.Add($"{at}: {value!.ToJsonString()} is less than {least.ToJsonString()}");
        if (value is JsonArray items && schema["items"] is { } item)
            problems.AddRange(items.SelectMany((one, place) => Problems(one, item, $"{at}[{place}]")));
        if (value is JsonObject members && schema["properties"] is JsonObject properties)
            Members(members, properties, schema, at, problems);
    }

    private void Members(JsonObject members, JsonObject properties, JsonNode schema, string at, List<string> problems)
    {
        problems.AddRange((schema["required"]?.AsArray() ?? []).Where(name => !members.ContainsKey((string)name!)).Select(name => $"{at} has no {name}"));
        foreach (var (name, value) in members)
        {
            if (properties[name] is { } property)
                Check(value, property, $"{at}.{name}", problems);
            else
                problems.Add($"{at}.{name} is not described");
        }
    }

    private List<string> Problems(JsonNode? value, JsonNode schema, string at)
    {
        var problems = new List<string>();
        Check(value, schema, at, problems);
        return problems;
    }

    private JsonNode Resolve(JsonNode node) => node is JsonObject && node["$ref"] is { } reference
        ? ((string)reference!)[2..].Split('/').Aggregate(root, static (at, name) => at[name] ?? throw new KeyNotFoundException(name))
        : node;

    private static IEnumerable<string> Types(JsonNode type) => type is JsonArray several ? several.Select(static one => (string)one!) : [(string)type!];

    private static string TypeOf(JsonNode? value) => value?.GetValueKind() switch
    {
        null or System.Text.Json.JsonValueKind.Null => "null",
        System.Text.Json.JsonValueKind.Object => "object",
        System.Text.Json.JsonValueKind.Array => "array",
        System.Text.Json.JsonValueKind.String => "string",
        System.Text.Json.JsonValueKind.Number => value.AsValue().TryGetValue<long>(out _) ? "integer" : "number",
        _ => "boolean",
    };
}

/// <summary>Compares every call with the description: what was answered, and what was sent where it was taken.</summary>
internal sealed class DescribedCalls(OpenApiDocument document) : DelegatingHandler(new SocketsHttpHandler())
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var sent = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        var response = await base.SendAsync(request, cancellationToken);
        await response.Content.LoadIntoBufferAsync(cancellationToken);
        var (method, path) = (request.Method.Method, request.RequestUri!.AbsolutePath);
        if (response.IsSuccessStatusCode && sent.Length > 0)
            document.CheckRequest(method, path, sent).ShouldBeEmpty($"{method} {path} was sent {sent}");
        var answered = await response.Content.ReadAsStringAsync(cancellationToken);
        document.CheckResponse(method, path, (int)response.StatusCode, answered).ShouldBeEmpty($"{method} {path} answered {answered}");
        return response;
    }
}
