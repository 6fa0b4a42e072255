using BudgetMesh.Simulation.World;

namespace BudgetMesh.Simulation.Scenarios;

/// <summary>
/// Where it matters most who has what of a limit: a burst that is soon used up, everybody short, shares that move all the time,
/// messages that are lost, and gateways that are cut off for longer than a slice lasts.
/// </summary>
public static class CanaryScenario
{
    private const double Whole = 200;

    public static ScenarioOptions Options { get; } = new()
    {
        Name = "canaries",
        Gateways = 4,
        Capacity = ["12000 requests per minute; burst 100"],
        LostPermille = 250,
        Demands = static world => Enumerable.Range(0, world.Options.Gateways).Select(gateway =>
            new ScenarioDemand(gateway, world.Options.Teams[0], at => Whole * ((int)(at.TotalSeconds / 3) % 4 == gateway ? 3 : 0.4))),
        Script = static world =>
        {
            for (var i = 0; i < world.Options.Gateways; i++)
            {
                var gateway = i;
                world.At(3 + 9 * i, () => world.Gateways[gateway].CutOffUntil = world.Now + TimeSpan.FromSeconds(8));
            }
        },
        Measured = [(3, 40)],
        UtilisationLeast = 0.5, // it is not about that
    };

    /// <summary>Another owner takes office, and half of the gateways do not hear of it.</summary>
    public static ScenarioOptions TwoOwners { get; } = new()
    {
        Name = "two owners",
        Gateways = 4,
        Capacity = ["12000 requests per minute; burst 100"],
        Demands = static world => Enumerable.Range(0, world.Options.Gateways).Select(gateway => new ScenarioDemand(gateway, world.Options.Teams[0], static _ => Whole)),
        Script = static world => world.At(6, () =>
        {
            foreach (var owner in world.Owners)
                owner.Overtake();
        }),
        SplitsGateways = true,
        Measured = [(3, 40)],
        UtilisationLeast = 0.5,
    };

    /// <summary>Whether the canary is made for this.</summary>
    public static bool Shows(Canary canary) => canary is Canary.SharesAsToldLast or Canary.LeaseIgnored or Canary.UnfencedOwner;

    /// <summary>More than the limit was let through, and without the canary it was not.</summary>
    public static bool Catches(Canary canary, int seed)
    {
        var options = canary == Canary.UnfencedOwner ? TwoOwners : Options;
        return Holds(options, Canary.None, seed) && !Holds(options, canary, seed);
    }

    private static bool Holds(ScenarioOptions options, Canary canary, int seed)
    {
        var world = new ScenarioWorld(options, seed, canary);
        world.Run();
        return world.Tallies.All(static tally => tally.Bucket.Holds);
    }
}
