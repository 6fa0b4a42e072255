using BudgetMesh.Rates;

namespace BudgetMesh.Storage.Postgres;

internal sealed class PostgresRateOwnerStore(PostgresWriter writer, ReadPool readers) : IRateOwnerStore
{
    private const string Epoch = "SELECT epoch FROM rate_owners WHERE kind = $1 AND name = $2";

    public async ValueTask<RateTenure> TakeAsync(RateOwnerId owner, CancellationToken cancellation) =>
        await writer.RunAsync(new TakeTenureCommand(owner)).WaitAsync(cancellation);

    public async ValueTask<bool> IsLastAsync(RateOwnerId owner, long epoch, CancellationToken cancellation) =>
        (await readers.AllAsync(() => new Statement(Epoch).Set(owner.Kind.Word()).Set(owner.Name), static row => row.Long(0), cancellation)).SingleOrDefault() <= epoch;

    public async ValueTask NoteAsync(RateOwnerId owner, long epoch, RateTenureState state) => await writer.RunAsync(new NoteTenureCommand(owner, epoch, state));

    public async ValueTask<bool> ForgetAsync(RateOwnerId owner) => await writer.RunAsync(new ForgetTenureCommand(owner));
}
