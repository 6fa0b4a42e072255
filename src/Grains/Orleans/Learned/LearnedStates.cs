namespace BudgetMesh.Grains;

/// <summary>
/// What grains learn and keep by Orleans' persistence: neither money nor configuration, nor the condition of anything. Losing it costs
/// held money for a while, or makes a window's course a straight line.
/// </summary>
internal static class LearnedStates
{
    /// <summary>The storage, by the name that states ask for.</summary>
    public const string Storage = "learned";

    public const string Lengths = "lengths";
    public const string Weeks = "weeks";

    /// <summary>
    /// A key that no storage takes for a number. Paths of scopes can look like one: <c>12</c> and <c>012</c>, read as hexadecimal, would share a state.
    /// </summary>
    public static string KeyOf(string scope) => $"/{scope}";

    public static string ScopeOf(string key) => key[1..];
}
