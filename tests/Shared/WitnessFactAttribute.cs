namespace BudgetMesh.Tests;

/// <summary>Needs a file system in memory, where the witnesses of journals are.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class WitnessFactAttribute : FactAttribute
{
    internal const string Memory = "/dev/shm";

    internal static readonly string? Missing = OperatingSystem.IsLinux() && Directory.Exists(Memory) ? null : $"needs {Memory}";

    public WitnessFactAttribute() => Skip = Missing;
}
