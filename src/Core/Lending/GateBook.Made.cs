using System.Diagnostics.CodeAnalysis;
using BudgetMesh.Rates;
using BudgetMesh.Routing;

namespace BudgetMesh.Lending;

/// <summary>
/// Scopes that are made by their first request: known while something is asked, held or unsaid there, then forgotten, so that a
/// million of them that are seen once cost no more than those that are busy. A gateway that comes back to one has the books
/// tell it how its counters stand.
/// </summary>
public sealed partial class GateBook
{
    /// <summary>Scopes that somebody named and nobody asked an owner of; more, and the oldest are forgotten.</summary>
    private const int UnaskedMost = 256;

    private readonly Dictionary<string, GateScope> _made = new(StringComparer.Ordinal);
    private readonly Dictionary<string, GateScope>.AlternateLookup<ReadOnlySpan<char>> _madeByPath;
    private readonly Queue<GateOwner> _unasked = [];
    private readonly int _madeMost;

    /// <summary>Scopes of patterns that are known now.</summary>
    public int MadeScopes => _made.Count;

    /// <summary>Who pays for a path; known scopes are found without allocation.</summary>
    private bool TryFindScope(string path, [NotNullWhen(true)] out GateScope? scope, ref Reason problem)
    {
        var mesh = _plan!.Mesh;
        if (mesh.Scopes.TryGetValue(path, out var configured))
        {
            scope = _scopes[configured.Index];
            return true;
        }

        for (var rest = path.AsSpan(); ; rest = rest[..rest.LastIndexOf('/')])
        {
            if (_madeByPath.TryGetValue(rest, out scope))
                return true;
            if (mesh.TryResolve(rest, out var plan))
            {
                scope = plan.MadeOf is null ? _scopes[plan.Index] : Make(plan);
                problem = scope is null ? Reason.TooManyHolds : problem;
                return scope is not null;
            }

            if (rest.LastIndexOf('/') <= 0)
                return false;
        }
    }

    /// <summary>How the budgets stand that a request of this scope would be charged to, leaf first; null where it lies under no scope of the plan, or there is none.</summary>
    public IReadOnlyList<BudgetStanding>? Standing(ScopePath scope)
    {
        var problem = Reason.UnknownScope;
        return _plan is not null && TryFindScope(scope.Value, out var found, ref problem)
            ? [.. found.Budgets.Select(static budget => new BudgetStanding(budget.Plan, budget.Cap, budget.Spent, budget.Headroom, budget.Current is not null))]
            : null;
    }

    /// <summary>Null where too many are in use.</summary>
    private GateScope? Make(ScopePlan plan)
    {
        ForgetUnasked();
        if (_made.Count >= _madeMost)
            return null;
        for (var payee = plan; payee.MadeOf is not null; payee = payee.Parent!)
        {
            foreach (var budget in payee.Budgets)
                AdoptBudget(payee.Path, budget);
            var owner = _owners[payee.Path];
            owner.Payers++;
            owner.IsMade = true;
            if (!owner.IsKnown && payee == plan)
                _unasked.Enqueue(owner);
        }

        return _made[plan.Path.Value] = Bind(plan, _plan!.Ladders[plan.Ladder.Name]);
    }

    /// <summary>A new plan: what goes on in a scope of a pattern goes on under it, as long as it has the scope.</summary>
    private void AdoptMade(GateOwner owner, MeshPlan mesh, HashSet<(ScopePath, string)> kept)
    {
        owner.Payers = 0;
        owner.IsMade = !mesh.Scopes.ContainsKey(owner.Scope.Value);
        if (!owner.IsMade || !mesh.TryResolve(owner.Scope.Value, out var plan))
            return;
        foreach (var budget in plan.Budgets)
        {
            kept.Add((budget.Scope, budget.Name));
            AdoptBudget(owner.Scope, budget);
        }
    }

    /// <summary>Nothing is at stake in the scope, and its owner has that in the books: a late copy of any message does no harm.</summary>
    private void ForgetIfAtRest(GateOwner owner)
    {
        if (!owner.IsMade || !owner.IsAtRest)
            return;
        var hasOwn = _made.TryGetValue(owner.Scope.Value, out var scope);
        if (owner.Payers > (hasOwn ? 1 : 0))
            return; // a scope below it still pays here
        owner.Forget();
        _rates.Forget(RateOwnerId.Of(owner.Scope));
        _owners.Remove(owner.Scope);
        foreach (var budget in owner.Budgets)
        {
            budget.Forget();
            _budgets.Remove((owner.Scope, budget.Plan.Name));
        }

        if (hasOwn)
            Unbind(scope!.Plan);
    }

    private void Unbind(ScopePlan plan)
    {
        _made.Remove(plan.Path.Value);
        foreach (var ladder in _wished.Count + _foreseen.Count > 0 ? _plan!.Ladders.Keys : [])
        {
            _wished.Remove((plan, ladder));
            _foreseen.Remove((plan, ladder));
        }

        for (var payee = plan.Parent!; payee.MadeOf is not null; payee = payee.Parent!)
        {
            if (!_owners.TryGetValue(payee.Path, out var owner))
                continue;
            owner.Payers--;
            ForgetIfAtRest(owner);
        }
    }

    /// <summary>What was refused without asking the owner leaves nothing behind but its place in this queue.</summary>
    private void ForgetUnasked()
    {
        for (var i = _unasked.Count; i > 0 && _unasked.Count >= UnaskedMost; i--)
        {
            var owner = _unasked.Dequeue();
            if (owner.IsKnown || !_owners.TryGetValue(owner.Scope, out var known) || known != owner)
                continue;
            ForgetIfAtRest(owner);
            if (_owners.ContainsKey(owner.Scope))
                _unasked.Enqueue(owner); // somebody waits
        }
    }

    /// <summary>The scope cannot be made. Whoever asks for it is told so for a moment, without another question.</summary>
    private void TurnAway(GateOwner owner, TimeSpan now)
    {
        owner.TurnAway(now + LendingRules.RefreshNear);
        _unasked.Enqueue(owner);
    }
}
