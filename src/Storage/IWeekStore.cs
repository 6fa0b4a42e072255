using BudgetMesh.Routing;

namespace BudgetMesh.Storage;

/// <summary>
/// How the spend of paced budgets is spread over a week, so that the next owner of a scope need not learn it anew. Apart from the
/// books: losing it makes windows' courses straight lines for two weeks, nothing else.
/// </summary>
public interface IWeekStore
{
    /// <summary>The weeks of one scope's budgets, in the ordinal order of their names.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot be read now.</exception>
    ValueTask<IReadOnlyList<WeekRecord>> ReadAsync(ScopePath scope, CancellationToken cancellation);

    /// <summary>Stores whole weeks, each in the place of what was stored of its budget. The last writer wins. Instants are kept to 100 ns.</summary>
    /// <exception cref="StoreUnavailableException">It is not known to be durable.</exception>
    ValueTask WriteAsync(ScopePath scope, IReadOnlyList<WeekRecord> weeks);
}
