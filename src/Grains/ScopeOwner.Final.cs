using BudgetMesh.Lending;
using BudgetMesh.Storage;
using BudgetMesh.Wire;

namespace BudgetMesh.Grains;

/// <summary>The end of gateways that could not say good-bye.</summary>
public partial class ScopeOwner
{
    /// <exception cref="FormatException">It is no incarnation, or the line is for no scope.</exception>
    /// <exception cref="StoreUnavailableException">It is closed here, but that is not yet durable.</exception>
    /// <exception cref="OwnerSteppedDownException">Another activation owns the scope.</exception>
    public async ValueTask<FinalAnswer> ConcludeAsync(string incarnation, FinalLine final, CancellationToken cancellation)
    {
        var report = final.ToCore(incarnation);
        var book = await OpenAsync(Now + services.Options.Patience, cancellation);
        if (!IsUnknown(book)) // where nobody knows the scope, nothing is lent
            await ChangeAsync(book => book.Conclude(report, Now, Wall), cancellation);
        return new FinalAnswer(final.Scope, report.Contradiction is null ? FinalMapping.Closed : FinalMapping.Contradiction, report.Contradiction);
    }

    /// <exception cref="FormatException">It is no incarnation.</exception>
    /// <exception cref="StoreUnavailableException">It is closed here, but that is not yet durable.</exception>
    /// <exception cref="OwnerSteppedDownException">Another activation owns the scope.</exception>
    public async ValueTask<bool> RetireAsync(string incarnation, CancellationToken cancellation)
    {
        var gone = new Incarnation(incarnation);
        await ChangeAsync(book => book.Retire(gone), cancellation);
        return _book?.IsClosed(gone) == true;
    }
}
