using BudgetMesh.Rates;

namespace BudgetMesh.Simulation.World;

/// <summary>What a world has where its seed has limits.</summary>
public sealed partial class SimWorld
{
    /// <summary>One of so many seeds has limits: it lasts as long as ten others.</summary>
    private const int SeedsPerLimits = 40;

    /// <summary>Slices of limits end after seconds, so their seeds last longer.</summary>
    private TimeSpan Busy => TimeSpan.FromSeconds(Limits is null ? 4 : 12);

    private TimeSpan Heal => Busy + TimeSpan.FromSeconds(7);

    private TimeSpan Parting => Busy + TimeSpan.FromSeconds(28);

    public SimRateNetwork RateNetwork { get; }

    public SimRateStore RateStore { get; } = new();

    /// <summary>Chance of its own for what concerns limits, so that it moves no other event.</summary>
    public Random RateChance { get; }

    /// <summary>Null where the seed has none.</summary>
    public SimLimits? Limits { get; private set; }

    /// <summary>As <see cref="Delay"/>, by <see cref="RateChance"/>.</summary>
    public TimeSpan RateDelay(int millisecondsLeast, int millisecondsMost) => TimeSpan.FromTicks(RateChance.NextInt64(millisecondsLeast * TimeSpan.TicksPerMillisecond, millisecondsMost * TimeSpan.TicksPerMillisecond));

    /// <summary>What an owner of limits goes by.</summary>
    public RatePlan RatePlanOf(RateOwnerId owner) => new(
        owner.Kind == RateOwnerKind.Scope ? Plan.Mesh.Scopes[owner.Name].Limits : Plan.Mesh.Deployments.Single(deployment => deployment.Id == owner.Name).Capacity,
        owner.Kind == RateOwnerKind.Scope || !IsReserved ? new Dictionary<string, RateShares>() : new Dictionary<string, RateShares> { ["tokens"] = Reserved },
        Plan.Mesh.Defaults.HoldLifetime.ToTimeSpan());

    /// <summary>Half the time team a has half of the dear deployment to itself.</summary>
    private bool IsReserved => (long)Now.TotalSeconds % 8 >= 4;

    private RateShares Reserved => new(
        new Dictionary<ScopePath, int> { [SimMesh.TeamB] = 3 }, new Dictionary<ScopePath, long> { [SimMesh.TeamA] = Limits!.Tokens / 2 * RateRules.MinutesPerHour });

    private void DrawLimits(bool always)
    {
        if (Canary is Canary.LearningSkipped)
            Faults.Force(Fault.OwnerCrash, 0.3);
        if (!always && Seed % SeedsPerLimits != 1 && Canary < Canary.RefreshRefills)
            return;
        Limits = SimLimits.Draw(RateChance);
        if (Seed % FaultProfile.SeedsPerQuiet != 0)
            Faults.DrawOfLimits(RateChance);
        if (Canary is Canary.LimitEditsUnheard)
        {
            Faults.Force(Fault.LimitEdit, 0.3);
            Faults.Force(Fault.OwnerCrash, 0);
        }
    }

    private void EditLimits()
    {
        var before = SimLimits.In(Plan.Mesh).ToList();
        Limits = Limits!.Edit(RateChance);
        Plan = Bind();
        foreach (var ((owner, was), (_, limit)) in before.Zip(SimLimits.In(Plan.Mesh)).Where(static edit => edit.First != edit.Second))
        {
            foreach (var checker in Checkers)
                checker.LimitEdited(owner, was, limit, Now);
        }

        RateNetwork.Replan();
        foreach (var gateway in Gateways)
            Agenda.In(RateDelay(1, 2000), () => gateway.Adopt(Plan));
    }
}
