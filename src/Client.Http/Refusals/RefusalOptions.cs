using NodaTime;

namespace BudgetMesh.Http;

/// <summary>What a refusal says besides the decision.</summary>
/// <param name="Scope">Who asked.</param>
public readonly record struct RefusalOptions(ScopePath Scope)
{
    /// <summary>
    /// The status for what waiting does not help: 402, 403 or 429; 0 for 429. The OpenAI SDK for .NET sends a request three times more
    /// on 429 whatever the answer says, and not on the others.
    /// </summary>
    public int SpentStatus { get; init; }

    /// <summary>The silo's time (<see cref="Client.Gate.Now"/>), from which follows when a budget begins anew; null where it is not known.</summary>
    public Instant? Now { get; init; }

    /// <exception cref="ArgumentOutOfRangeException">It is none of those that <see cref="SpentStatus"/> may be.</exception>
    internal int Spent => SpentStatus switch
    {
        0 => 429,
        402 or 403 or 429 => SpentStatus,
        _ => throw new ArgumentOutOfRangeException(nameof(SpentStatus), SpentStatus, "the status of a spent budget is 402, 403 or 429"),
    };
}
