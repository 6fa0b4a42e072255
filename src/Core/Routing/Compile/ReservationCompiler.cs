using System.Collections.Frozen;
using System.Collections.Immutable;
using BudgetMesh.Capacity;
using BudgetMesh.Rates;
using NodaTime;

namespace BudgetMesh.Routing;

/// <summary>What is reserved of the deployments of a mesh.</summary>
internal sealed class ReservationCompiler(
    ImmutableArray<DeploymentPlan> deployments, IReadOnlyDictionary<string, ScopeConfig> scopes, ProblemList problems)
{
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    /// <summary>The deployments with their reservations, which together fit at every moment.</summary>
    public static ImmutableArray<DeploymentPlan> Compile(
        IReadOnlyList<ReservationConfig> configs,
        ImmutableArray<DeploymentPlan> deployments,
        IReadOnlyDictionary<string, ScopeConfig> scopes,
        FieldPath field,
        ProblemList problems)
    {
        if (configs.Count > Limits.ReservationsMax)
        {
            problems.Add(field, $"{configs.Count} reservations: at most {Limits.ReservationsMax} are allowed");
            return deployments;
        }

        var compiler = new ReservationCompiler(deployments, scopes, problems);
        var written = new List<(ReservationPlan Plan, FieldPath At)>();
        foreach (var (index, config) in configs.Index())
        {
            if (compiler.Compile(config ?? new ReservationConfig(), field.Item(index)) is { } plan)
                written.Add((plan, field.Item(index)));
        }

        return [.. deployments.Select(deployment => deployment with
        {
            Reservations = Admit(deployment, [.. written.Where(reservation => reservation.Plan.Deployment == deployment.Id)], problems),
        })];
    }

    /// <summary>One more beside those that a mesh has, whether it fits or not; null after reporting a problem.</summary>
    public static ReservationPlan? CompileOne(ReservationConfig proposed, MeshPlan mesh, MeshConfig config, ProblemList problems)
    {
        var compiler = new ReservationCompiler(mesh.Deployments, config.Scopes ?? FrozenDictionary<string, ScopeConfig>.Empty, problems);
        compiler._names.UnionWith((config.Reservations ?? []).Select(static reservation => reservation.Name ?? ""));
        return compiler.Compile(proposed, FieldPath.Root);
    }

    /// <summary>All of them, or after reporting a problem those before the first that does not fit.</summary>
    private static ImmutableArray<ReservationPlan> Admit(DeploymentPlan deployment, (ReservationPlan Plan, FieldPath At)[] written, ProblemList problems)
    {
        var plans = written.Select(static reservation => reservation.Plan).ToImmutableArray();
        if (ReservationCheck.FirstThatDoesNotFit(deployment, plans) is not (>= 0 and var index))
            return plans;
        if (ReservationCheck.Check(deployment, plans[..index], plans[index], ReservationSpan.Earliest) is { } refused)
            problems.Add(written[index].At.Field("amounts"), refused.ToString());
        return plans[..index];
    }

    private ReservationPlan? Compile(ReservationConfig config, FieldPath at)
    {
        var name = Name(config.Name ?? "", at.Field("name"));
        var scope = Scope(config.Scope ?? "", at.Field("scope"));
        var deployment = Deployment(config.Deployment ?? "", at.Field("deployment"));
        var amounts = deployment is null ? [] : Amounts(config.Amounts ?? [], deployment, at.Field("amounts"));
        var span = SpanCompiler.Compile(config, Zone(scope), at, problems);
        return name is not null && scope is { } path && deployment is not null && !amounts.IsEmpty && span is not null
            ? new ReservationPlan(name, path, deployment.Id, amounts, span)
            : null;
    }

    private string? Name(string name, FieldPath field)
    {
        if (name.Length == 0)
            problems.Add(field, "a reservation needs a name, unique in the mesh, such as launch");
        else if (!NameText.IsKey(name))
            problems.Add(field, NameText.NotAKey(name));
        else if (!_names.Add(name))
            problems.Add(field, $"two reservations are named \"{name}\": give each its own name");
        else
            return name;
        return null;
    }

    private ScopePath? Scope(string text, FieldPath field)
    {
        if (!ScopePattern.IsPattern(text) && scopes.ContainsKey(text) && ScopePath.TryParse(text, out var path, out _))
            return path;
        var configured = scopes.Keys.Where(static key => !ScopePattern.IsPattern(key)).ToArray();
        problems.Add(field, text.Length == 0
            ? "a reservation needs its scope, such as acme/search"
            : $"\"{text}\" is no configured scope{NameText.Suggestion(text, configured)}");
        return null;
    }

    private DeploymentPlan? Deployment(string id, FieldPath field)
    {
        var deployment = deployments.FirstOrDefault(deployment => deployment.Id == id);
        if (deployment is null)
            problems.Add(field, id.Length == 0 ? "a reservation needs its deployment, by its id" : NameText.Unknown("deployment", id, [.. deployments.Select(known => known.Id)]));
        else if (deployment.Capacity.IsEmpty)
            problems.Add(field, $"{id} has no capacity to reserve: write the capacity of the deployment first");
        else
            return deployment;
        return null;
    }

    private ImmutableArray<ReservedAmount> Amounts(IReadOnlyList<string> texts, DeploymentPlan deployment, FieldPath field)
    {
        if (texts.Count == 0)
            problems.Add(field, "a reservation needs its amounts: rates such as 1_000_000 tokens per minute, or a share such as 50%");
        var amounts = ImmutableArray.CreateBuilder<ReservedAmount>(deployment.Capacity.Length);
        foreach (var (index, text) in texts.Index())
        {
            var at = field.Item(index);
            var found = text?.EndsWith('%') ?? false
                ? Share(text, deployment, at)
                : RateText.Parse(text ?? "", at, problems) is var (unit, rate) ? OfUnit(unit, rate, deployment, at) : [];
            foreach (var amount in found)
            {
                if (amounts.Any(known => known.Limit == amount.Limit))
                    problems.Add(at, $"of {amount.Limit} this reservation says an amount already: keep one");
                else
                    amounts.Add(amount);
            }
        }

        return amounts.ToImmutable();
    }

    /// <summary>Rounded down, so that shares of 100 % in all always fit.</summary>
    private ReservedAmount[] Share(string text, DeploymentPlan deployment, FieldPath field)
    {
        if (NumberText.Permille(text, 1, 1000, field, problems, "the deployment") is not { } permille)
            return [];
        var shares = deployment.Capacity.Select(limit => new ReservedAmount(limit.Name, limit.Amount * permille / 1000)).ToArray();
        foreach (var none in shares.Where(static share => share.Amount == 0))
            problems.Add(field, $"{text} of {none.Limit} of {deployment.Id} is less than one: reserve more, or write amounts for single limits");
        return shares;
    }

    private ReservedAmount[] OfUnit(LimitUnit unit, long amount, DeploymentPlan deployment, FieldPath field)
    {
        ReservedAmount[] reserved = [.. deployment.Capacity.Where(limit => limit.Unit == unit).Select(limit => new ReservedAmount(limit.Name, amount))];
        if (reserved.Length == 0)
            problems.Add(field, $"the capacity of {deployment.Id} does not count these: it has {string.Join(", ", deployment.Capacity.Select(limit => RateText.Write(limit.Unit, limit.Amount)))}");
        return reserved;
    }

    /// <summary>As for budgets: the nearest zone that is written on the way to the root.</summary>
    private DateTimeZone Zone(ScopePath? scope)
    {
        for (var at = scope; at is { } path; at = path.Parent)
        {
            if (scopes.GetValueOrDefault(path.Value)?.Zone is { } zone)
                return DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) ?? DateTimeZone.Utc; // an unknown one is reported where it is written
        }

        return DateTimeZone.Utc;
    }
}
