namespace BudgetMesh.Http;

/// <summary>An API of a provider, as requests and answers are written for it.</summary>
public enum Dialect
{
    /// <summary>OpenAI's <c>/v1/chat/completions</c>.</summary>
    OpenAiChat,

    /// <summary>OpenAI's <c>/v1/responses</c>.</summary>
    OpenAiResponses,

    /// <summary>OpenAI's <c>/v1/embeddings</c>.</summary>
    OpenAiEmbeddings,

    /// <summary>Anthropic's <c>/v1/messages</c>.</summary>
    AnthropicMessages,
}
