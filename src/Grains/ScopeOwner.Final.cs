using BudgetMesh.Lending;
using BudgetMesh.Storage;

namespace BudgetMesh.Grains;

/// <summary>The end of gateways that could not say good-bye.</summary>
public partial class ScopeOwner
{
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
