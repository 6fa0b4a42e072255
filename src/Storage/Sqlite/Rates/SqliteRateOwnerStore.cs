using BudgetMesh.Rates;

namespace BudgetMesh.Storage.Sqlite;

internal sealed class SqliteRateOwnerStore(SqliteWriter writer) : IRateOwnerStore
{
    public async ValueTask<RateTenure> TakeAsync(RateOwnerId owner, CancellationToken cancellation) =>
        await writer.RunAsync(new TakeTenureCommand(owner)).WaitAsync(cancellation);

    /// <summary>Always so, without a look: the directory's lock keeps every other server out, and one server has one owner at a time.</summary>
    public ValueTask<bool> IsLastAsync(RateOwnerId owner, long epoch, CancellationToken cancellation) => ValueTask.FromResult(true);

    public async ValueTask NoteAsync(RateOwnerId owner, long epoch, RateTenureState state) => await writer.RunAsync(new NoteTenureCommand(owner, epoch, state));

    public async ValueTask<bool> ForgetAsync(RateOwnerId owner) => await writer.RunAsync(new ForgetTenureCommand(owner));
}
