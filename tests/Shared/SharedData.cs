namespace BudgetMesh.Tests;

/// <summary>Real inputs that lie beside the repository, in <c>shared/data</c>; they are read there and never copied.</summary>
internal static class SharedData
{
    private static string? Folder
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "BudgetMesh.sln")))
                folder = folder.Parent;
            var data = folder?.Parent is { } parent ? Path.Combine(parent.FullName, "shared", "data") : null;
            return Directory.Exists(data) ? data : null;
        }
    }

    public static bool IsThere => Folder is not null;

    public static string PathOf(string name) => Path.Combine(Folder ?? throw new DirectoryNotFoundException("shared/data"), name);
}

/// <summary>A test on real inputs; reported as skipped where they are absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SharedDataFactAttribute : FactAttribute
{
    public SharedDataFactAttribute()
    {
        if (!SharedData.IsThere)
            Skip = "needs ../shared/data beside the repository";
    }
}
