using BudgetMesh.Wire;

namespace BudgetMesh.Silo.Api;

internal sealed record GatewaysView(IReadOnlyList<GatewayView> Gateways);

/// <param name="State"><c>active</c>; <c>silent</c> where it was not heard for three refreshes: away, or dead; <c>closed</c> where it left, was retired or its last word was said.</param>
/// <param name="Key">The id of the key it used; null, as the time, where this silo has not heard of it lately.</param>
/// <param name="Syncs">Messages since this silo started.</param>
/// <param name="Scopes">Scopes in its last message.</param>
/// <param name="RoundTripUs">How long a sync takes, in microseconds, as the gateway measures it.</param>
/// <param name="Sums">By unit, over all budgets: what a request is charged on two levels is there twice.</param>
/// <param name="Budgets">Each budget of which it has anything; null where nobody asked for them.</param>
internal sealed record GatewayView(
    string Incarnation,
    string State,
    string? Key,
    DateTimeOffset? LastSyncAt,
    long Syncs,
    int Scopes,
    long RoundTripUs,
    IReadOnlyList<GatewaySumView> Sums,
    IReadOnlyList<GatewayBudgetView>? Budgets);

/// <param name="Forfeited">What it had when it was closed and nobody has given back.</param>
internal sealed record GatewaySumView(string Unit, Amount Free, Amount Held, Amount Forfeited);

/// <inheritdoc cref="GatewaySumView"/>
internal sealed record GatewayBudgetView(string Scope, string Budget, long Window, Amount Free, Amount Held, Amount Forfeited);
