namespace BudgetMesh.Silo.Tests;

/// <summary>The folder that the tests were built in.</summary>
internal static class Repository
{
    private static readonly string? Root = Find();

    public static bool IsThere => Root is not null;

    public static string PathOf(params string[] parts) => Path.Combine([Root ?? throw new DirectoryNotFoundException("BudgetMesh.sln"), .. parts]);

    private static string? Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "BudgetMesh.sln")))
            folder = folder.Parent;
        return folder?.FullName;
    }
}
