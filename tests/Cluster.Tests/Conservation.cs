using BudgetMesh.Grains.Tests;

namespace BudgetMesh.Cluster.Tests;

/// <summary>What must hold of the team's books once every fault is over.</summary>
internal static class Conservation
{
    /// <summary>The cap is what is available, free, held and spent; every gate has in the books what it believes to have, and nobody else has anything.</summary>
    public static async Task ShouldBeKeptAsync(this TestCluster cluster, IReadOnlyList<TestGate> gates)
    {
        var window = (await TestCluster.TeamVia(cluster.Silos[0]).ReadAsync(CancellationToken.None)).Windows.ShouldHaveSingleItem();
        window.Cap.ShouldBe(window.Available + window.Free + window.Held + window.Spent + window.Forfeited - window.Adjusted);
        window.Available.ShouldBeGreaterThanOrEqualTo(0);

        var books = await cluster.Books.ReadAsync(Meshes.Team, CancellationToken.None);
        books.Accounts.Sum(static account => account.Counters.Granted).ShouldBe(gates.Sum(static gate => gate.Granted));
        books.Accounts.Sum(static account => account.Counters.Exposure).ShouldBe(window.Cap - window.Available);
    }
}
