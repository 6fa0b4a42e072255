namespace BudgetMesh.Wire;

// Limits and capacity as the admin API answers them: what people and commands read.

/// <param name="Scopes">In ordinal order.</param>
public sealed record LimitsView(IReadOnlyList<ScopeLimitsView> Scopes);

/// <param name="Learning">Its owner is new, and does not know yet what the one before has lent.</param>
public sealed record ScopeLimitsView(string Scope, bool Learning, IReadOnlyList<LimitState> Limits);

/// <param name="Deployments">In the order of the mesh.</param>
public sealed record CapacityView(IReadOnlyList<DeploymentCapacityView> Deployments);

/// <param name="Region">Where its data stays; null where nobody says.</param>
/// <param name="Circuit"><c>closed</c>, <c>open</c> or <c>half_open</c>.</param>
/// <param name="Learning">Its owner is new, and does not know yet what the one before has lent.</param>
/// <param name="Limits">Empty where the mesh does not say what it can take.</param>
public sealed record DeploymentCapacityView(string Deployment, string? Region, string Circuit, bool Learning, IReadOnlyList<LimitState> Limits);

/// <param name="Reservations">In the order of the mesh.</param>
public sealed record ReservationsView(IReadOnlyList<ReservationView> Reservations);

/// <summary>A reservation as it was written, and how it stands.</summary>
/// <param name="Reserved">What its amounts come to, limit by limit.</param>
/// <param name="From">Null where it held from the beginning, likewise its end.</param>
/// <param name="Active">It holds now.</param>
/// <param name="NextChange">When it begins or ends next; null where it stays as it is for good.</param>
public sealed record ReservationView(
    string Name,
    string Scope,
    string Deployment,
    IReadOnlyList<string> Amounts,
    IReadOnlyList<ReservedView> Reserved,
    DateTimeOffset? From,
    DateTimeOffset? Until,
    IReadOnlyList<string>? Every,
    string? Hours,
    string? Zone,
    bool Active,
    DateTimeOffset? NextChange);

/// <param name="Amount">In a minute, or at once, in the limit's unit.</param>
public sealed record ReservedView(string Limit, string Unit, long Amount);

/// <summary>Whether a reservation would fit.</summary>
/// <param name="Refusal">Why not; null where it would.</param>
public sealed record ReservationCheckView(bool Fits, ReservationRefusalView? Refusal);

/// <param name="Detail">A sentence.</param>
/// <param name="Limit">The limit of the deployment that is exceeded first.</param>
/// <param name="Start">From when on it does not fit.</param>
/// <param name="End">How long that stays so, at least; null for good.</param>
/// <param name="Fitting">Of each limit what would fit throughout; may be 0.</param>
/// <param name="FitsFrom">When all of it would fit; null where no such time was found.</param>
public sealed record ReservationRefusalView(string Detail, string Limit, DateTimeOffset Start, DateTimeOffset? End, IReadOnlyList<ReservedView> Fitting, DateTimeOffset? FitsFrom);
