using BudgetMesh.Rates;

namespace BudgetMesh.Storage.Postgres;

internal sealed class PostgresRateOwnerStore(PostgresWriter writer) : IRateOwnerStore
{
    public async ValueTask<RateTenure> TakeAsync(RateOwnerId owner, CancellationToken cancellation) =>
        await writer.RunAsync(new TakeTenureCommand(owner)).WaitAsync(cancellation);

    public async ValueTask NoteAsync(RateOwnerId owner, long epoch, RateTenureState state) => await writer.RunAsync(new NoteTenureCommand(owner, epoch, state));

    public async ValueTask<bool> ForgetAsync(RateOwnerId owner) => await writer.RunAsync(new ForgetTenureCommand(owner));
}
