using BudgetMesh.Lending;

namespace BudgetMesh.Simulation.World;

/// <summary>The books in the simulation: conditional writes on rows in memory, with a history to roll back to.</summary>
public sealed class SimStore(SimWorld world)
{
    private readonly Dictionary<ScopePath, List<BookRecord>> _history = [];

    public BookRecord Read(ScopePath scope) => _history.TryGetValue(scope, out var history) ? history[^1] : BookRecord.Empty(scope);

    /// <summary>Those that have books.</summary>
    public IEnumerable<ScopePath> Scopes => _history.Keys;

    /// <summary>Lands a write if its condition holds.</summary>
    public WriteOutcome Land(BookWrite write)
    {
        var row = Read(write.Scope);
        var holds = row.Version == write.FromVersion && row.Epoch == write.FromEpoch && row.Owner == write.FromOwner;
        if (!holds && world.Canary != Canary.UnconditionalWrites)
            return WriteOutcome.Conflict;
        if (write.OpensAt > world.Wall && world.Canary != Canary.WindowsByOwnersClock)
            return WriteOutcome.TooEarly;
        var next = Apply(row, write);
        if (!_history.TryGetValue(write.Scope, out var history))
            _history[write.Scope] = history = [];
        history.Add(next);
        foreach (var checker in world.Checkers)
            checker.Written(row, write, next);
        return WriteOutcome.Written;
    }

    /// <summary>Goes back some versions of one scope, as a restored backup would.</summary>
    public void RollBack(ScopePath scope, int versions)
    {
        var history = _history[scope];
        var lost = history[^1];
        history.RemoveRange(history.Count - versions, versions);
        foreach (var checker in world.Checkers)
            checker.RolledBack(lost, history[^1]);
    }

    public int Versions(ScopePath scope) => _history.TryGetValue(scope, out var history) ? history.Count : 0;

    private static BookRecord Apply(BookRecord row, BookWrite write)
    {
        var windows = row.Windows.ToDictionary(window => (window.Budget, window.Window));
        foreach (var window in write.Windows)
            windows[(window.Budget, window.Window)] = window;
        var borrowers = row.Borrowers.ToDictionary(borrower => borrower.Incarnation);
        foreach (var borrower in write.Borrowers)
            borrowers[borrower.Incarnation] = borrower;
        var accounts = row.Accounts.ToDictionary(account => (account.Incarnation, account.Budget, account.Window));
        foreach (var account in write.Accounts)
            accounts[(account.Incarnation, account.Budget, account.Window)] = account;
        List<Adjustment> adjustments =
        [
            .. row.Adjustments.Where(old => write.Adjustments.All(other => (other.Budget, other.Window, other.Id) != (old.Budget, old.Window, old.Id))),
            .. write.Adjustments,
        ];
        foreach (var (budget, key) in write.Pruned)
        {
            windows.Remove((budget, key));
            adjustments.RemoveAll(adjustment => adjustment.Budget == budget && adjustment.Window == key);
            foreach (var account in accounts.Keys.Where(account => account.Budget == budget && account.Window == key).ToList())
                accounts.Remove(account);
        }

        foreach (var incarnation in write.Forgotten)
            borrowers.Remove(incarnation);
        return new BookRecord(
            write.Scope, write.Version, write.Epoch, write.Owner, write.Generation, write.Frozen,
            [.. windows.Values], [.. borrowers.Values], [.. accounts.Values])
        {
            Adjustments = adjustments,
        };
    }
}
