namespace BudgetMesh.Storage;

/// <summary>
/// The scopes below a scope as a range of an index in byte order: from <c>acme/</c> up to, without, <c>acme0</c>, since
/// <c>0</c> follows <c>/</c>.
/// </summary>
internal static class ScopeRange
{
    public static string FirstBelow(this ScopePath scope) => scope.Value + '/';

    public static string EndBelow(this ScopePath scope) => scope.Value + (char)('/' + 1);
}
