using BudgetMesh.Lending;
using BudgetMesh.Storage;

namespace BudgetMesh.Grains;

/// <summary>The end of a scope that was made by a request.</summary>
public partial class ScopeOwner
{
    /// <summary>Takes the scope out of the books, where it was made of a pattern and nothing goes on in it. This activation's last act: nobody else may be inside.</summary>
    /// <exception cref="StoreUnavailableException">The books cannot be read now.</exception>
    /// <exception cref="OwnerSteppedDownException">Another activation owns the scope.</exception>
    public async ValueTask<bool> ForgetAsync(CancellationToken cancellation)
    {
        var book = await OpenAsync(Now + services.Options.Patience, cancellation);
        if (_madeOf is not { } made || book.Forget(Wall) is not { } write)
            return false;
        var isForgotten = await services.Books.WriteAsync(write) == WriteOutcome.Written;
        if (isForgotten)
            services.Metrics.Forgotten(made.Pattern.Text);
        End(new OwnerSteppedDownException($"{scope} is forgotten"));
        return isForgotten;
    }
}
