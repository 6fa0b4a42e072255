using BudgetMesh.Routing;

namespace BudgetMesh.Http;

/// <summary>What tells the dialects apart, aside from their JSON.</summary>
public static class Dialects
{
    private static readonly (Dialect Dialect, string Name, string Path)[] All =
    [
        (Dialect.OpenAiChat, "openai-chat", "/chat/completions"),
        (Dialect.OpenAiResponses, "openai-responses", "/responses"),
        (Dialect.OpenAiEmbeddings, "openai-embeddings", "/embeddings"),
        (Dialect.AnthropicMessages, "anthropic-messages", "/messages"),
    ];

    /// <summary>The names that configuration uses.</summary>
    public static IEnumerable<string> Names => All.Select(static known => known.Name);

    /// <summary>As <c>openai-chat</c>.</summary>
    public static string NameOf(Dialect dialect) => All[(int)dialect].Name;

    /// <summary>Below a provider's base URL, with its slash: <c>/chat/completions</c>.</summary>
    public static string PathOf(Dialect dialect) => All[(int)dialect].Path;

    public static bool TryParse(string name, out Dialect dialect) => TryFind(known => known.Name == name, out dialect);

    /// <summary>By the end of a URL's path, whatever stands before it. The case is exact, as it is for providers.</summary>
    public static bool TryOfPath(string path, out Dialect dialect) => TryFind(known => path.EndsWith(known.Path, StringComparison.Ordinal), out dialect);

    /// <summary>Errors and headers are written as Anthropic writes them, and not as OpenAI does.</summary>
    public static bool IsAnthropic(this Dialect dialect) => dialect == Dialect.AnthropicMessages;

    /// <summary>
    /// The name by which the price book knows this way of reporting usage. What Anthropic's is called depends on the price book, so the
    /// deployment says.
    /// </summary>
    public static string? ApiFlavorOf(Dialect dialect, DeploymentPlan deployment) => dialect switch
    {
        Dialect.OpenAiChat => "chat",
        Dialect.OpenAiResponses => "responses",
        Dialect.OpenAiEmbeddings => "embeddings",
        _ => deployment.ApiFlavor,
    };

    private static bool TryFind(Func<(Dialect Dialect, string Name, string Path), bool> fits, out Dialect dialect)
    {
        foreach (var known in All)
        {
            if (!fits(known))
                continue;
            dialect = known.Dialect;
            return true;
        }

        dialect = default;
        return false;
    }
}
