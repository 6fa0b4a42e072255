using BudgetMesh.Capacity;
using BudgetMesh.Rates;

namespace BudgetMesh.Wire;

/// <summary>Limits as their owner sees them, for the wire.</summary>
public static class RateReadings
{
    /// <summary>States of circuits, in the words of the wire.</summary>
    public static WireNames<CircuitKind> Circuits { get; } = new();

    /// <summary>What limits count, in the words of the wire.</summary>
    public static WireNames<LimitUnit> Units { get; } = new();

    public static RateOwnerState ToWire(this RateBook book, TimeSpan now) => new(
        RateMapping.Kinds.ToWire(book.Owner.Kind), book.Owner.Name, book.IsLearning, book.Circuit(now) is { } circuit ? Circuits.ToWire(circuit) : null, [.. book.Read(now).Select(ToWire)]);

    private static LimitState ToWire(LimitReading limit) => new(
        limit.Plan.Name, Units.ToWire(limit.Plan.Unit), limit.Plan.Amount, limit.Plan.Burst, limit.Usable, limit.Lent, limit.Used, limit.Asked, limit.Reserved, limit.Borrowed,
        [.. limit.Claims.Select(ToWire)]);

    private static ClaimState ToWire(ClaimReading claim) => new(
        claim.Claim.Scope.Value, WireMapping.Priorities.ToWire(claim.Claim.Priority), claim.Weight, claim.Reserved, claim.Target, claim.Lent, claim.Used, claim.Asked, claim.Gateways);
}
