using BudgetMesh.Rates;

namespace BudgetMesh.Simulation.World;

/// <summary>What a world has where its seed has limits.</summary>
public sealed partial class SimWorld
{
    /// <summary>One of so many seeds has limits: it lasts as long as ten others.</summary>
    private const int SeedsPerLimits = 25;

    /// <summary>Slices of limits end after seconds, so their seeds last longer.</summary>
    private TimeSpan Busy => TimeSpan.FromSeconds(Limits is null ? 4 : 12);

    private TimeSpan Heal => Busy + TimeSpan.FromSeconds(7);

    private TimeSpan Parting => Busy + TimeSpan.FromSeconds(28);

    public SimRateNetwork RateNetwork { get; }

    public SimRateStore RateStore { get; } = new();

    /// <summary>Chance of its own for what concerns limits, so that it moves no other event.</summary>
    public Random RateChance { get; }

    /// <summary>Null where the seed has none.</summary>
    public SimLimits? Limits { get; }

    /// <summary>As <see cref="Delay"/>, by <see cref="RateChance"/>.</summary>
    public TimeSpan RateDelay(int millisecondsLeast, int millisecondsMost) => TimeSpan.FromTicks(RateChance.NextInt64(millisecondsLeast * TimeSpan.TicksPerMillisecond, millisecondsMost * TimeSpan.TicksPerMillisecond));

    /// <summary>What an owner of limits goes by.</summary>
    public RatePlan RatePlanOf(RateOwnerId owner) => new(
        owner.Kind == RateOwnerKind.Scope ? Plan.Mesh.Scopes[owner.Name].Limits : Plan.Mesh.Deployments.Single(deployment => deployment.Id == owner.Name).Capacity,
        new Dictionary<string, RateShares>(), Plan.Mesh.Defaults.HoldLifetime.ToTimeSpan());

    private SimLimits? DrawLimits(bool always)
    {
        if (Canary is Canary.LearningSkipped)
            Faults.Force(Fault.OwnerCrash, 0.3);
        return always || Seed % SeedsPerLimits == 1 || Canary >= Canary.RefreshRefills ? SimLimits.Draw(RateChance) : null;
    }
}
