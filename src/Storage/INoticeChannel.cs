namespace BudgetMesh.Storage;

/// <summary>
/// Short texts from each server to all others on the same store: told at once and never kept. Whoever listens is told when it may
/// have missed some, and has to look for itself then.
/// </summary>
public interface INoticeChannel
{
    /// <summary>Bytes of one text in UTF-8, at most.</summary>
    const int TextBytesMax = 7_900;

    /// <summary>Tells all other servers, which hear the texts in this order.</summary>
    /// <exception cref="StoreUnavailableException">Whether anybody has heard them is not known: say them again.</exception>
    Task PublishAsync(IReadOnlyList<string> texts, CancellationToken cancellation);

    /// <summary>Hears what other servers publish, for one listener, until it is cancelled. A connection that breaks is made anew.</summary>
    /// <param name="heard">Called with each text, in order; must be quick and not throw.</param>
    /// <param name="mayHaveMissed">Called when listening has begun, and each time it goes on after an interruption; likewise.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    Task ListenAsync(Action<string> heard, Action mayHaveMissed, CancellationToken cancellation);
}
