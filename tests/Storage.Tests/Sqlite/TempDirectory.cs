namespace BudgetMesh.Storage.Tests;

/// <summary>A directory that is there while a test runs.</summary>
internal sealed class TempDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("budgetmesh-").FullName;

    public string Database => System.IO.Path.Combine(Path, "books.db");

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
