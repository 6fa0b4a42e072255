using BudgetMesh.Capacity;
using BudgetMesh.Client;
using BudgetMesh.Routing;
using NodaTime;

namespace BudgetMesh.Http;

/// <summary>
/// One allowed request on its way to a provider and back: knows what was served of it, keeps its hold while the answer comes, and settles
/// once, whichever way it ends. Void it where it was not sent or was turned away; everything else is settled. One thread at a time.
/// </summary>
/// <param name="input">What was asked for as the input's bound.</param>
public sealed class Exchange(ExchangePlace place, ProviderRequest request, in Decision decision, TokenCount input)
{
    /// <summary>A stream says that it goes on when this part of the time that its hold lasts is over.</summary>
    private const int ExtendedEvery = 4;

    private readonly Decision _decision = decision;
    private AnswerMeter? _meter;
    private long _extendedAt;
    private bool _isResolved;

    public ref readonly Decision Decision => ref _decision;

    public ProviderRequest Request => request;

    /// <summary>Null until there is an answer that is served.</summary>
    public AnswerMeter? Meter => _meter;

    /// <summary>The hold lasts for as long as the provider may say nothing, from now on.</summary>
    /// <param name="silence">After which the answer is given up.</param>
    public void Wait(TimeSpan silence)
    {
        _extendedAt = place.Time.GetTimestamp();
        place.Gate.Extend(_decision, silence + silence / ExtendedEvery);
    }

    /// <summary>As <see cref="Wait"/>, for every piece of an answer: says it seldom enough to cost nothing.</summary>
    public void GoOn(TimeSpan silence)
    {
        if (place.Time.GetElapsedTime(_extendedAt) >= silence / (2 * ExtendedEvery))
            Wait(silence);
    }

    /// <summary>Tells the gate how the provider answered.</summary>
    /// <param name="status">0 where no answer came, or not in time.</param>
    /// <param name="header">A header's value by its name, whatever its case; null where it is absent.</param>
    public void Observe(int status, Func<string, string?> header) =>
        place.Gate.Observe(_decision.Deployment!, RateLimitHeaders.Read(status, header, place.Gate.Now ?? NodaConstants.UnixEpoch));

    /// <summary>The provider serves it; what comes now is fed to the meter.</summary>
    /// <param name="isStream">As server-sent events.</param>
    public AnswerMeter Begin(bool isStream) => _meter = new AnswerMeter(request.Dialect, isStream, request.MustAskForUsage);

    /// <summary>It was not sent, or the provider has turned it away: nothing is charged.</summary>
    public void Void()
    {
        if (_isResolved)
            return;
        _isResolved = true;
        place.Gate.Void(_decision);
    }

    /// <summary>
    /// It is over: charged is what the provider has counted; of a stream without that, what was streamed; of anything else, all that it
    /// may have cost. Saying it again changes nothing.
    /// </summary>
    public void Settle()
    {
        if (_isResolved)
            return;
        _isResolved = true;
        _meter?.End();
        if (_meter is not null && _meter.TryGetUsage(_decision.OutputBound, out var usage) && TrySettle(usage))
            return;
        var streamed = _meter is { IsStream: true } ? new TokenCount(Math.Min(_meter.TokensStreamed, _decision.OutputBound.Value)) : (TokenCount?)null;
        var middle = place.Estimator.Middle(_decision.Deployment!.Id, request.Input);
        place.Gate.Settle(_decision, streamed is null || middle > input ? input : middle, streamed ?? _decision.OutputBound);
    }

    private bool TrySettle(byte[] usage)
    {
        var deployment = _decision.Deployment!;
        if (!place.Gate.Settle(_decision, usage, Dialects.ApiFlavorOf(request.Dialect, deployment)).IsDone)
            return false;
        place.Estimator.Learn(deployment.Id, request.Input, _meter!.InputTokens!.Value);
        return true;
    }
}

/// <summary>What all exchanges of a program share.</summary>
public sealed record ExchangePlace(Gate Gate, InputEstimator Estimator, TimeProvider Time);
