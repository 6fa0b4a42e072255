using BudgetMesh.Http;
using Microsoft.AspNetCore.Http;

namespace BudgetMesh.AspNetCore;

/// <summary>What the headers of a client's request say of it.</summary>
public static class CallerHeaders
{
    /// <summary>Who pays, where that is not the key's own scope; and which ladder of the mesh is used instead of the scope's own.</summary>
    public const string Scope = "x-budgetmesh-scope", Ladder = "x-budgetmesh-ladder";

    private static readonly (string Header, string Label)[] Labels =
        [("x-budgetmesh-task", "task"), ("x-budgetmesh-priority", "priority"), ("x-budgetmesh-data-class", "data_class"), ("x-budgetmesh-caller", "caller")];

    /// <summary>The key by which a client says who pays: a bearer's, as OpenAI's SDKs send it, or <c>x-api-key</c>, as Anthropic's do. Null where there is none.</summary>
    public static string? KeyOf(HttpRequest request)
    {
        const string Scheme = "Bearer ";
        if (request.Headers.TryGetValue("x-api-key", out var key) && key is [{ Length: > 0 } only])
            return only;
        var authorization = request.Headers.Authorization.ToString();
        if (authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return authorization[Scheme.Length..].Trim();
        return authorization.Length > 0 ? authorization : null;
    }

    /// <summary>Who pays: the scope of the key, or one below it that <see cref="Scope"/> names, such as that of an agent's run.</summary>
    public static bool TryReadScope(HttpRequest request, ScopePath ofKey, out ScopePath scope, out string problem)
    {
        (scope, problem) = (ofKey, "");
        if (!request.Headers.TryGetValue(Scope, out var values))
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
}
