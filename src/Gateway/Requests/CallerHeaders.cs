using BudgetMesh.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace BudgetMesh.Gateway.Requests;

/// <summary>What a client's headers say of it.</summary>
internal static class CallerHeaders
{
    private static readonly (string Header, string Label)[] Labels =
        [("x-budgetmesh-task", "task"), ("x-budgetmesh-priority", "priority"), ("x-budgetmesh-data-class", "data_class"), ("x-budgetmesh-caller", "caller")];

    /// <summary>The key by which a client says who pays: a bearer's, as OpenAI's SDKs send it, or <c>x-api-key</c>, as Anthropic's do. Empty for none.</summary>
    public static string KeyOf(HttpRequest request)
    {
        const string Scheme = "Bearer ";
        if (request.Headers.TryGetValue("x-api-key", out var key) && key is [{ Length: > 0 } only])
            return only;
        return request.Headers.Authorization is [{ } bearer] && bearer.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? bearer[Scheme.Length..].Trim() : "";
    }

    /// <summary>Who pays: the scope of the key, or one below it that <c>x-budgetmesh-scope</c> names, such as that of an agent's run.</summary>
    public static bool TryReadScope(HttpRequest request, ScopePath ofKey, out ScopePath scope, out string problem)
    {
        (scope, problem) = (ofKey, "");
        if (!request.Headers.TryGetValue("x-budgetmesh-scope", out var values))
            return true;
        if (!ScopePath.TryParse(values.ToString(), out scope, out problem))
            return false;
        problem = ofKey.Contains(scope) ? "" : $"this key speaks for {ofKey} and what is below it, not for {scope}";
        return problem.Length == 0;
    }

    /// <summary>False where a header says what policies cannot match: taken as not said, it might pass a boundary.</summary>
    public static bool TryReadLabels(HttpRequest request, out RequestLabels labels, out string problem)
    {
        (labels, problem) = (new RequestLabels(), "");
        foreach (var (header, label) in Labels)
        {
            if (!request.Headers.TryGetValue(header, out var values))
                continue;
            if (values is [{ } value] && labels.TryWith(label, value, out labels))
                continue;
            problem = $"{header} is not one that policies can match";
            return false;
        }

        return true;
    }

    /// <summary>Headers of the client that go on to the provider: what it wants of the API. Not what names an account or an organization there: those are the gateway's.</summary>
    public static IReadOnlyList<string> Forwarded { get; } = ["anthropic-beta", "anthropic-version", "openai-beta", HeaderNames.UserAgent];
}
