namespace BudgetMesh.Silo.Tests;

/// <summary>A server of its own for each test, with a mesh in force.</summary>
public abstract class SiloWithMesh : IAsyncLifetime
{
    private protected TestSilo Silo { get; } = new();

    public async Task InitializeAsync()
    {
        await Silo.InitializeAsync();
        await Silo.ApplyAsync(Meshes.With());
    }

    public Task DisposeAsync() => Silo.DisposeAsync();
}
