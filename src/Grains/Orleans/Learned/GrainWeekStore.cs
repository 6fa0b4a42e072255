using BudgetMesh.Routing;
using BudgetMesh.Storage;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

namespace BudgetMesh.Grains;

/// <summary>
/// The weeks of a scope's budgets in Orleans' storage. Not as a state of the scope's grain, whose key is the bare path: see <see cref="LearnedStates.KeyOf"/>.
/// </summary>
internal sealed class GrainWeekStore([FromKeyedServices(LearnedStates.Storage)] IGrainStorage storage) : IWeekStore
{
    /// <summary>Two owners of one scope are rare, and each keeps its weeks every few minutes.</summary>
    private const int AttemptsMax = 5;

    public async ValueTask<IReadOnlyList<WeekRecord>> ReadAsync(ScopePath scope, CancellationToken cancellation) => (await ReadStateAsync(scope, cancellation)).State!.ToRecords();

    public async ValueTask WriteAsync(ScopePath scope, IReadOnlyList<WeekRecord> weeks)
    {
        if (weeks.Count == 0)
            return;
        for (var attempt = 1; ; attempt++)
        {
            var state = await ReadStateAsync(scope, CancellationToken.None);
            state.State = state.State!.With(weeks);
            try
            {
                await storage.WriteStateAsync(LearnedStates.Weeks, Id(scope), state, CancellationToken.None);
                return;
            }
            catch (InconsistentStateException) when (attempt < AttemptsMax)
            {
                // Somebody else has kept some since: those of other budgets stay.
            }
            catch (Exception failure)
            {
                throw Away(scope, failure);
            }
        }
    }

    /// <summary>Of a state that was never kept, an empty one.</summary>
    private async Task<GrainState<StoredWeeks>> ReadStateAsync(ScopePath scope, CancellationToken cancellation)
    {
        var state = new GrainState<StoredWeeks>();
        try
        {
            await storage.ReadStateAsync(LearnedStates.Weeks, Id(scope), state, cancellation);
            return state;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            throw Away(scope, failure);
        }
    }

    private static GrainId Id(ScopePath scope) => GrainId.Create(LearnedStates.Weeks, LearnedStates.KeyOf(scope.Value));

    private static StoreUnavailableException Away(ScopePath scope, Exception failure) => new($"the weeks of {scope} cannot be read or kept now: {failure.Message}", failure);
}
