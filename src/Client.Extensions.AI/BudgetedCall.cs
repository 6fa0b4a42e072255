using BudgetMesh.Capacity;
using BudgetMesh.Client;
using BudgetMesh.Pricing;
using BudgetMesh.Routing;
using Microsoft.Extensions.AI;

namespace BudgetMesh.Extensions.AI;

/// <summary>
/// One call under one hold, which it resolves whatever happens: by the reported usage, or where that is missing by an estimate of input
/// and of what has come of the answer; with nothing only where the provider has not served it.
/// </summary>
internal sealed class BudgetedCall(Gate gate, BudgetedChatOptions rules, in Request request, in Decision decision)
{
    private readonly Decision _decision = decision;
    private readonly TokenCount _input = request.InputTokens;
    private UsageDetails? _usage;
    private long _streamed;
    private bool _hasAnswered;

    public DeploymentPlan Deployment => _decision.Deployment!;

    /// <summary>The caller's options with what was decided: they are a copy.</summary>
    public ChatOptions Decided(ChatOptions? options)
    {
        var decided = options?.Clone() ?? new ChatOptions();
        (decided.ModelId, decided.MaxOutputTokens) = (Deployment.Model, (int)_decision.OutputBound.Value);
        return decided;
    }

    /// <summary>A part of a stream has come.</summary>
    public void Saw(ChatResponseUpdate update)
    {
        _hasAnswered = true;
        _streamed += ChatTokens.OfAnswer(update.Contents);
        foreach (var reported in update.Contents.OfType<UsageContent>())
            (_usage ??= new UsageDetails()).Add(reported.Details);
    }

    public void Answered(ChatResponse response)
    {
        (_usage, _hasAnswered) = (response.Usage, true);
        if (_usage?.OutputTokenCount is null)
            _streamed = response.Messages.Sum(static message => ChatTokens.OfAnswer(message.Contents));
        Complete();
    }

    /// <summary>The answer is whole.</summary>
    public void Complete()
    {
        gate.Observe(Deployment, new ProviderSignal(ProviderOutcome.Served));
        Settle(_usage is null ? null : UsageMapping.Output(_usage));
    }

    /// <summary>The stream was left in the middle: what the client has reported of the output so far may be old.</summary>
    public void Abandon() => Settle(_usage is not null && UsageMapping.Output(_usage) is { } output && output > _streamed ? output : null);

    /// <param name="isWhole">Nothing comes in parts: what the provider has made of the answer is not known, and all of it is charged.</param>
    public void Fail(Exception problem, bool isWhole)
    {
        if (Failures.SignalOf(problem) is { } signal)
            gate.Observe(Deployment, signal);
        if (!_hasAnswered && rules.IsUnserved(problem))
            gate.Void(_decision);
        else if (isWhole)
            Settle(_decision.OutputBound.Value);
        else
            Abandon();
    }

    /// <summary>The request never left.</summary>
    public void NotSent() => gate.Void(_decision);

    /// <param name="output">As reported; null where it was not, and what has come is counted, at most what may have come.</param>
    private void Settle(long? output)
    {
        var (input, answer) = (Valid(_usage is null ? null : UsageMapping.Input(_usage)) ?? _input, Valid(output) ?? ChatTokens.Count(Math.Min(_streamed, _decision.OutputBound.Value)));
        if (_usage is null || !TrySettle(_usage, input, answer))
            gate.Settle(_decision, input, answer);
    }

    private bool TrySettle(UsageDetails reported, TokenCount input, TokenCount output)
    {
        TokenUsage usage;
        try
        {
            usage = UsageMapping.ToTokens(reported, input, output);
        }
        catch (ArgumentOutOfRangeException)
        {
            return false; // parts that cannot be: the totals are still worth something
        }

        return gate.Settle(_decision, usage).IsDone;
    }

    private static TokenCount? Valid(long? tokens) => tokens is { } count && TokenCount.IsValid(count) ? new TokenCount(count) : null;
}
