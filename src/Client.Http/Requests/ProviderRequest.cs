using System.Diagnostics.CodeAnalysis;
using BudgetMesh.Pricing;

namespace BudgetMesh.Http;

/// <summary>A client's request to a provider, read as far as a decision needs it. The body itself stays as it is.</summary>
public sealed class ProviderRequest
{
    internal ProviderRequest(Dialect dialect, ReadOnlyMemory<byte> body) => (Dialect, Body) = (dialect, body);

    public Dialect Dialect { get; }

    /// <summary>As the client sent it.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>The model that the client asks for.</summary>
    public string Model { get; internal set; } = "";

    public bool IsStream { get; internal set; }

    /// <summary>The most output tokens of one answer that the client asks for; null where it says nothing. Where it says two things, the larger.</summary>
    public TokenCount? OutputBound { get; internal set; }

    /// <summary>Answers to the one question, each with the bound; from 1 to <see cref="RequestRules.ChoicesMax"/>.</summary>
    public int Choices { get; internal set; } = 1;

    public bool HasTools { get; internal set; }

    /// <summary>Images, sounds or documents.</summary>
    public bool HasMedia { get; internal set; }

    public CacheWrites CacheWrites { get; internal set; }

    /// <summary>Feed it to an <see cref="InputEstimator"/> for tokens.</summary>
    public InputSize Input { get; internal set; }

    /// <summary>What <c>metadata</c> says of the request for policies; null where it says nothing.</summary>
    public RequestLabels Labels { get; internal set; } = new();

    /// <summary>The client reads the usage at the end of a chat's stream.</summary>
    public bool AsksForUsage { get; internal set; }

    /// <summary>
    /// All answers together: what the client's own bound comes to. Embeddings have no output.
    /// </summary>
    public TokenCount? OutputBoundOfAll =>
        Dialect == Dialect.OpenAiEmbeddings ? TokenCount.Zero
        : OutputBound is { } bound ? new TokenCount(Math.Min(bound.Value * Choices, Limits.TokensPerRequestMax))
        : null;

    /// <summary>A chat's stream ends with its usage only where that is asked for.</summary>
    public bool MustAskForUsage => Dialect == Dialect.OpenAiChat && IsStream && !AsksForUsage;

    internal BodySpan ModelAt { get; set; }

    /// <summary>The values that bound the output; each is rewritten.</summary>
    internal List<BodySpan> BoundsAt { get; } = [];

    /// <summary>The value of <c>stream_options</c>, or of its <c>include_usage</c> where it has one.</summary>
    internal BodySpan? StreamOptionsAt { get; set; }

    internal BodySpan? IncludeUsageAt { get; set; }

    /// <summary>After the opening brace.</summary>
    internal int MembersAt { get; set; }

    /// <summary>
    /// Reads a body. False where it is not what its API takes, as far as that is read; <paramref name="problem"/> then is a sentence for
    /// whoever sent it. Never throws, whatever the bytes are.
    /// </summary>
    public static bool TryRead(Dialect dialect, ReadOnlyMemory<byte> body, [NotNullWhen(true)] out ProviderRequest? request, out string problem) =>
        RequestReader.TryRead(dialect, body, out request, out problem);

    /// <summary>
    /// The body to send: another model name and output bound, and the usage asked for where that must be; every other byte is the
    /// client's.
    /// </summary>
    /// <param name="model">By the name that the provider knows.</param>
    /// <param name="outputBound">Of all answers together, as decided; it is divided among them.</param>
    /// <param name="boundField">The member to be added where the client states no bound; null for the API's own.</param>
    public ReadOnlyMemory<byte> Rewrite(string model, TokenCount outputBound, string? boundField = null) => RequestRewriter.Rewrite(this, model, outputBound, boundField);
}
