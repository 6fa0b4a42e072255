namespace BudgetMesh.Capacity;

/// <summary>How a deployment's owner answers what the provider says. The relations of these figures are tested, and what they reach against a made provider.</summary>
public static class CapacityRules
{
    /// <summary>Lent of a limit that the provider names, after it refused: parts of a thousand. The rest lets its bucket, which was drained, fill again.</summary>
    public const int NamedShare = 970;

    /// <summary>After so long without a refusal the whole limit that it names is lent: its bucket has filled by half of a second's worth since.</summary>
    public static readonly TimeSpan NamedWholeAfter = TimeSpan.FromSeconds(15);

    /// <summary>A limit that no answer has named for so long may be over: where only refusals name it, nothing else would ever tell.</summary>
    public static readonly TimeSpan NamedForgottenAfter = TimeSpan.FromSeconds(10);

    /// <summary>What is left of a share, in parts of a thousand, when the provider refuses and does not say what it allows: two cuts and it is below a half.</summary>
    public const int CutShare = 700;

    /// <summary>From one cut to the next. All gateways tell of the same shortage, and what they were lent before is still on its way.</summary>
    public static readonly TimeSpan CutPause = TimeSpan.FromMilliseconds(500);

    /// <summary>No cut goes below this, in parts of a thousand: with nothing lent nobody would notice that it is over.</summary>
    public const int ShareLeast = 50;

    /// <summary>Without a refusal for so long, more is lent again: longer than it takes to hear of those that are on their way.</summary>
    public static readonly TimeSpan RaiseAfter = TimeSpan.FromSeconds(1);

    /// <summary>More lent in each second, in parts of a thousand of the configured amount: from the half back to all of it in 13 seconds, and past the limit by no more than 4 % until the refusal is told.</summary>
    public const int RaisePerSecond = 40;

    /// <summary>Between these parts of a thousand of the share at which it was last cut it rises by <see cref="TryPerSecond"/> only: there the limit is. A provider whose burst hides it for a while refuses when it is passed, and may refuse again at once while that is empty.</summary>
    public const int TryFrom = 850, TryTo = 1_200;

    /// <summary>As <see cref="RaisePerSecond"/>, where the limit is thought to be. Slower, and a limit that has risen would not be used within half a minute.</summary>
    public const int TryPerSecond = 12;

    /// <summary>Parts of a thousand by which what is lent rises until it is worth telling again: four times a second.</summary>
    public const int RaiseStep = 10;

    /// <summary>The answers by which a circuit opens: old enough to have some, young enough to open within seconds.</summary>
    public static readonly TimeSpan CircuitWindow = TimeSpan.FromSeconds(5);

    /// <summary>Fewer answers in the window say nothing.</summary>
    public const int CircuitAnswersLeast = 10;

    /// <summary>It opens when so many parts of a thousand failed or were overloaded: below that, trying again serves better than going away.</summary>
    public const int CircuitShare = 500;

    /// <summary>A provider that asks to be left alone for longer than this is; up to this it is asked less.</summary>
    public static readonly TimeSpan RetryAfterLong = TimeSpan.FromSeconds(5);

    /// <summary>Open for so long at first: most faults of a provider are over by then or last for minutes.</summary>
    public static readonly TimeSpan OpenFirst = TimeSpan.FromSeconds(2);

    /// <summary>Twice as long each time that it opens again, up to this: a provider that is back is found within a minute.</summary>
    public static readonly TimeSpan OpenMost = TimeSpan.FromSeconds(60);

    /// <summary>Closed for so long, it is open for <see cref="OpenFirst"/> again the next time.</summary>
    public static readonly TimeSpan OpenForgottenAfter = TimeSpan.FromSeconds(60);

    /// <summary>Requests that a half-open circuit lets through in a second, over all gateways: they are what a failure costs.</summary>
    public const int ProbesPerSecond = 2;

    /// <summary>Served in a row, they close it.</summary>
    public const int ProbesToClose = 3;
}
