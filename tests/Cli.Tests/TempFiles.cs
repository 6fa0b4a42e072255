namespace BudgetMesh.Cli.Tests;

/// <summary>A folder of its own for one test.</summary>
public abstract class TempFiles : IDisposable
{
    protected string Folder { get; } = Directory.CreateTempSubdirectory("budgetmesh-test-").FullName;

    public void Dispose()
    {
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    protected string Write(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
