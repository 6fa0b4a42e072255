namespace BudgetMesh.Storage;

/// <summary>Enums are stored by name: readable in a shell, and independent of the order in which members are declared.</summary>
internal static class Words
{
    public static string Word<T>(this T value) where T : struct, Enum =>
        Enum.GetName(value) ?? throw new ArgumentOutOfRangeException(nameof(value), value, $"not a {typeof(T).Name}");
}
