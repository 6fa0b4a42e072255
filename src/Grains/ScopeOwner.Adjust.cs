using BudgetMesh.Lending;
using BudgetMesh.Storage;
using BudgetMesh.Wire;

namespace BudgetMesh.Grains;

/// <summary>Adjustments: durable before they are answered, and known to gateways at once.</summary>
public partial class ScopeOwner
{
    /// <exception cref="FormatException">The kind of adjustment is none.</exception>
    /// <exception cref="StoreUnavailableException">It is not known to be durable: send it again with the same id.</exception>
    /// <exception cref="OwnerSteppedDownException">Another activation owns the scope.</exception>
    public async ValueTask<AdjustmentAnswer> AdjustAsync(AdjustmentWish wish, CancellationToken cancellation)
    {
        var order = wish.ToCore();
        var deadline = Now + services.Options.Patience;
        var book = await OpenAsync(deadline, cancellation);
        _isDone = false;
        if (IsUnknown(book))
            return new AdjustmentAnswer(null, IsRepeated: false, $"scope {scope} has no budgets in version {services.Catalog.Current.MeshVersion} of the mesh");
        while (true)
        {
            AdjustmentOutcome outcome = default;
            var change = Change(() => book.Adjust(order, Now, Wall, out outcome));
            _hasNews = true;
            if (outcome.Problem is { } problem)
                return new AdjustmentAnswer(null, IsRepeated: false, problem);
            try
            {
                await DurableAsync(book, change, deadline, cancellation);
            }
            catch (TooManyScopesException full)
            {
                return new AdjustmentAnswer(null, IsRepeated: false, full.Message);
            }

            KeepHouseSoon();
            // What the books have counts: another owner may have taken the order first, and one to a window whose opening was lost is gone with it.
            if (book.FindAdjustment(order.Id) is not { } taken)
                continue;
            if (!outcome.IsRepeated)
                services.Notices.Recall(scope);
            return new AdjustmentAnswer(taken.ToWire(), outcome.IsRepeated, null);
        }
    }
}
