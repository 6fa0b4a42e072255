using BudgetMesh.Capacity;
using BudgetMesh.Routing;
using BudgetMesh.Wire;
using NodaTime;

namespace BudgetMesh.Silo.Api;

/// <summary>Reservations as people read them.</summary>
internal static class ReservationViewing
{
    public static ReservationView ToView(ReservationConfig config, ReservationPlan plan, DeploymentPlan deployment, Instant now) => new(
        plan.Name, plan.Scope.Value, plan.Deployment, config.Amounts ?? [], [.. plan.Amounts.Select(amount => ToView(amount, deployment))],
        plan.Span.From > ReservationSpan.Earliest ? plan.Span.From.Utc() : null, OrNever(plan.Span.Until), config.Every, config.Hours, plan.Span.Hours?.Zone.Id,
        plan.Span.IsActive(now), plan.Span.NextChange(now)?.Utc());

    public static ReservationRefusalView ToView(this ReservationRefusal refusal, DeploymentPlan deployment) => new(
        refusal.ToString(), refusal.Limit.Name, refusal.Start.Utc(), OrNever(refusal.End), [.. refusal.Fitting.Select(amount => ToView(amount, deployment))], refusal.FitsFrom?.Utc());

    private static ReservedView ToView(ReservedAmount amount, DeploymentPlan deployment) =>
        new(amount.Limit, RateReadings.Units.ToWire(deployment.Capacity.First(limit => limit.Name == amount.Limit).Unit), amount.Amount);

    private static DateTimeOffset? OrNever(Instant instant) => instant == Instant.MaxValue ? null : instant.Utc();
}
