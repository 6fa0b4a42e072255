using System.Runtime.CompilerServices;
using BudgetMesh.Client;
using Microsoft.Extensions.AI;

namespace BudgetMesh.Extensions.AI;

/// <summary>
/// Asks a gate before each call, sends the model and the output bound that it decided, and settles with the usage that the inner client
/// reports. A hold of a call is always resolved: where no usage was reported (<see cref="ChatTokens"/>), where the stream was left
/// or broke, and where the call failed. It is voided only where the provider has not served the call.
/// </summary>
/// <remarks>Each call is one request: put clients that call several times, as for tools, around this one.</remarks>
public sealed class BudgetedChatClient(IChatClient innerClient, Gate gate, BudgetedChatOptions options) : DelegatingChatClient(innerClient)
{
    /// <inheritdoc/>
    /// <exception cref="BudgetRefusedException">The gate refused; nothing was sent.</exception>
    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        IReadOnlyList<ChatMessage> sent = [.. messages];
        var call = await DecideAsync(sent, options, cancellationToken).ConfigureAwait(false);
        var client = ClientOf(call);
        try
        {
            var response = await client.GetResponseAsync(sent, call.Decided(options), cancellationToken).ConfigureAwait(false);
            call.Answered(response);
            return response;
        }
        catch (Exception problem)
        {
            call.Fail(problem, isWhole: true);
            throw;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="BudgetRefusedException">The gate refused; nothing was sent. Thrown as the first update is asked for.</exception>
    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        IReadOnlyList<ChatMessage> sent = [.. messages];
        var call = await DecideAsync(sent, options, cancellationToken).ConfigureAwait(false);
        var client = ClientOf(call);
        IAsyncEnumerator<ChatResponseUpdate>? updates = null;
        try
        {
            while (true)
            {
                try
                {
                    updates ??= client.GetStreamingResponseAsync(sent, call.Decided(options), cancellationToken).GetAsyncEnumerator(cancellationToken);
                    if (!await updates.MoveNextAsync().ConfigureAwait(false))
                        break;
                    call.Saw(updates.Current);
                }
                catch (Exception problem)
                {
                    call.Fail(problem, isWhole: false);
                    throw;
                }

                yield return updates.Current;
            }

            call.Complete();
        }
        finally
        {
            // Left in the middle, as the rest have settled before: then this changes nothing.
            call.Abandon();
            if (updates is not null)
                await updates.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async ValueTask<BudgetedCall> DecideAsync(IReadOnlyList<ChatMessage> messages, ChatOptions? asked, CancellationToken cancellation)
    {
        var request = options.RequestOf(asked) with { InputTokens = options.CountInput(messages, asked) };
        if (asked?.MaxOutputTokens is { } bound)
            request = request with { OutputBound = ChatTokens.Count(bound) };
        var decision = await gate.DecideAsync(request, cancellation).ConfigureAwait(false);
        return decision.IsAllowed ? new BudgetedCall(gate, options, request, decision) : throw new BudgetRefusedException(request.Scope, decision);
    }

    private IChatClient ClientOf(BudgetedCall call)
    {
        try
        {
            return options.ClientOf?.Invoke(call.Deployment) ?? InnerClient;
        }
        catch
        {
            call.NotSent();
            throw;
        }
    }
}
