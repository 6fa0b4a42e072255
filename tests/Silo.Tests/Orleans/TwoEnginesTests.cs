using Microsoft.Extensions.Logging;

namespace BudgetMesh.Silo.Tests;

/// <summary>A build that has both engines lets a database have one of them at a time.</summary>
public sealed class TwoEnginesTests
{
    private readonly string _database = PostgresServer.Missing is null ? PostgresServer.Shared.NewSchema() : "";

    [PostgresFact]
    public async Task Whichever_engine_comes_second_is_refused_until_the_first_has_gone()
    {
        foreach (var (first, second) in new[] { (OwnerEngine.Orleans, OwnerEngine.Local), (OwnerEngine.Local, OwnerEngine.Orleans) })
        {
            await using var silo = await StartAsync(first);
            var start = () => StartAsync(second);

            (await start.ShouldThrowAsync<SiloStartException>()).Message.ShouldContain($"whose engine is {first.ToString().ToLowerInvariant()}: http://127.0.0.1:0 on");
            await using var twin = await StartAsync(first);
        }
    }

    private Task<SiloHost> StartAsync(OwnerEngine engine) => SiloHost.StartAsync(new SiloOptions
    {
        Postgres = _database,
        Urls = ["http://127.0.0.1:0"],
        Engine = engine,
        Logging = static logging => logging.ClearProviders(),
    });
}
