namespace BudgetMesh.Storage.Tests;

[AttributeUsage(AttributeTargets.Method)]
public sealed class LinuxFactAttribute : FactAttribute
{
    internal static readonly string? Missing = OperatingSystem.IsLinux() ? null : "needs the file system of Linux";

    public LinuxFactAttribute() => Skip = Missing;
}

[AttributeUsage(AttributeTargets.Method)]
public sealed class LinuxTheoryAttribute : TheoryAttribute
{
    public LinuxTheoryAttribute() => Skip = LinuxFactAttribute.Missing;
}
