using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace BudgetMesh.Client.Extensions.Tests.Chat;

/// <summary>A provider's client that answers what it was told to, and keeps what it was sent.</summary>
internal sealed class FakeChatClient : IChatClient
{
    public List<ChatOptions?> Sent { get; } = [];

    /// <summary>Thrown instead of an answer, or in a stream after <see cref="Updates"/>.</summary>
    public Exception? Problem { get; set; }

    /// <summary>Thrown as a stream is asked for, before it is enumerated.</summary>
    public Exception? ProblemAtOnce { get; set; }

    public ChatResponse Response { get; set; } = new(new ChatMessage(ChatRole.Assistant, "four"));

    public List<ChatResponseUpdate> Updates { get; set; } = [];

    public int StreamsEnded { get; private set; }

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        Sent.Add(options);
        return Problem is null ? Task.FromResult(Response) : Task.FromException<ChatResponse>(Problem);
    }

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        Sent.Add(options);
        return ProblemAtOnce is null ? StreamAsync(cancellationToken) : throw ProblemAtOnce;
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
    }

    private async IAsyncEnumerable<ChatResponseUpdate> StreamAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        try
        {
            foreach (var update in Updates)
            {
                await Task.Yield();
                cancellation.ThrowIfCancellationRequested();
                yield return update;
            }

            if (Problem is not null)
                throw Problem;
        }
        finally
        {
            StreamsEnded++;
        }
    }
}
