using BudgetMesh.Routing;

namespace BudgetMesh.Simulation.Scenarios;

/// <summary>The seven scenarios that Doorman's design tests, and what else is promised of limits.</summary>
public static class ScenarioSet
{
    /// <summary>Requests that 12,000 in a minute let through in a second.</summary>
    private const double Whole = 200;

    private static readonly string[] ThreeTeams = ["acme/a", "acme/b", "acme/c"];

    public static IReadOnlyList<ScenarioOptions> All { get; } =
    [
        new()
        {
            Name = "steady demand",
            Demands = static world => Evenly(world, static _ => 1.5 * Whole),
        },
        new()
        {
            Name = "spikes",
            Demands = static world => Everywhere(world, static (gateway, at) => Whole / 8 * ((int)(at.TotalSeconds / 10) % 8 == gateway ? 8 : 0.6)),
            Length = TimeSpan.FromSeconds(60),
            Measured = [(12, 20), (22, 30), (32, 40), (42, 50), (52, 60)],
        },
        new()
        {
            Name = "many clients appear",
            Gateways = 50,
            Demands = static world => Everywhere(world, static (gateway, at) => gateway < 5 ? Whole / 4 : at.TotalSeconds < 12 ? 0 : Whole / 25),
            Measured = [(10, 12), (15, 40)],
        },
        new()
        {
            Name = "servers restart",
            Length = TimeSpan.FromSeconds(70),
            Demands = static world => Evenly(world, static _ => 1.5 * Whole),
            Script = static world =>
            {
                Restart(world, 12, away: 1);
                Restart(world, 28, away: 2);
                Restart(world, 44, away: 8);
            },
            Measured = [(10, 12), (21, 28), (39, 44), (61, 70)],
        },
        new()
        {
            Name = "lost refreshes",
            LostPermille = 100,
            Demands = static world => Evenly(world, static _ => 1.5 * Whole),
            Script = static world =>
            {
                for (var i = 0; i < 6; i++)
                {
                    var gateway = i;
                    world.At(12 + 3 * i, () => world.Gateways[gateway].CutOffUntil = world.Now + TimeSpan.FromSeconds(3));
                }
            },
        },
        new()
        {
            Name = "shrinking capacity",
            Length = TimeSpan.FromSeconds(52),
            Demands = static world => Evenly(world, static _ => 1.5 * Whole),
            Script = static world =>
            {
                world.At(12, () => world.Reconfigure(["6000 requests per minute; burst 300"], graceSeconds: 0.2));
                world.At(24, () => world.Reconfigure(["3000 requests per minute; burst 150"], graceSeconds: 0.2));
                world.At(38, () => world.Reconfigure(["12000 requests per minute; burst 600"], graceSeconds: 0));
            },
            Measured = [(10, 12), (15, 24), (28, 38), (42, 52)],
        },
        new()
        {
            Name = "the dead in the middle",
            Length = TimeSpan.FromSeconds(60),
            Demands = static world => Evenly(world, static _ => 1.5 * Whole),
            Script = static world =>
            {
                world.At(12, () => world.Kill(0));
                world.At(12, () => world.Kill(1));
                world.At(24, () => world.SiloAwayUntil = world.Now + TimeSpan.FromSeconds(1));
                world.At(25, () => Overtake(world));
                world.At(40, () => Overtake(world));
                world.At(41, () => Overtake(world));
            },
            Measured = [(10, 12), (18, 24), (34, 40), (52, 60)],
        },
        new()
        {
            Name = "few a minute",
            Capacity = ["30 requests per minute"],
            Length = TimeSpan.FromSeconds(600),
            Demands = static world => Evenly(world, static _ => 2),
            Measured = [(60, 600)],
        },
        new()
        {
            Name = "tokens given back",
            Capacity = ["600000 tokens per minute"],
            Demands = static world => Evenly(world, static _ => 300, static demand => demand with { OutputBound = 1000, OutputShare = 0.05 }),
            Measured = [(15, 40)],
        },
        new()
        {
            Name = "at once",
            Capacity = ["160 concurrent requests"],
            Demands = static world => Evenly(world, static _ => 1000, static demand => demand with { AnswerMs = 1000 }),
            Script = static world => world.At(12, () => world.Kill(0)),
            Measured = [(6, 12)],
        },
        new()
        {
            Name = "reservation",
            Teams = ThreeTeams,
            Reserved = "50%",
            Demands = static world => Evenly(world, static at => at.TotalSeconds < 20 ? 0 : Whole / 2, static demand => demand with { Team = "acme/a" })
                .Concat(Evenly(world, static _ => Whole, static demand => demand with { Team = "acme/b" }))
                .Concat(Evenly(world, static _ => Whole, static demand => demand with { Team = "acme/c" })),
            Length = TimeSpan.FromSeconds(60),
            Measured = [(10, 20), (30, 60)],
            Judge = static world => ScenarioOutcome.Share(world, "acme/a", Priority.Normal, 22, 40) is var share and < 0.99 ? $"{share:P2} of the reservation was honoured" : null,
        },
        new()
        {
            Name = "equal teams",
            Teams = ThreeTeams,
            Length = TimeSpan.FromSeconds(45),
            Demands = static world => Evenly(world, static _ => Whole * 0.5, static demand => demand with { Team = "acme/a" })
                .Concat(Evenly(world, static _ => Whole * 0.8, static demand => demand with { Team = "acme/b" }))
                .Concat(Evenly(world, static _ => Whole * 1.5, static demand => demand with { Team = "acme/c" })),
            Measured = [(10, 45)],
            Judge = static world => ScenarioOutcome.Jain(world, 10, 45) is var jain and < 0.99 ? $"Jain index {jain:F4}" : null,
        },
        new()
        {
            Name = "interactive first",
            Demands = static world => Evenly(world, static at => at.TotalSeconds < 20 ? 0.2 * Whole : 1.2 * Whole, static demand => demand with { Priority = Priority.Interactive })
                .Concat(Evenly(world, static _ => Whole, static demand => demand with { Priority = Priority.Batch })),
            Measured = [(8, 20), (22, 40)],
            Judge = static world => world.Served.Count(static served => served.Priority == Priority.Batch && served.At > TimeSpan.FromSeconds(22)) is var batch and > 50
                ? $"{batch} of batch were served while interactive wanted all" : null,
        },
    ];

    private static IEnumerable<ScenarioDemand> Evenly(ScenarioWorld world, Func<TimeSpan, double> perSecond, Func<ScenarioDemand, ScenarioDemand>? like = null) =>
        Everywhere(world, (_, at) => perSecond(at) / world.Options.Gateways, like);

    private static IEnumerable<ScenarioDemand> Everywhere(ScenarioWorld world, Func<int, TimeSpan, double> perSecond, Func<ScenarioDemand, ScenarioDemand>? like = null) =>
        Enumerable.Range(0, world.Options.Gateways).Select(gateway => new ScenarioDemand(gateway, world.Options.Teams[0], at => perSecond(gateway, at)))
            .Select(demand => like?.Invoke(demand) ?? demand);

    private static void Restart(ScenarioWorld world, double at, double away)
    {
        world.At(at, () =>
        {
            foreach (var owner in world.Owners)
                owner.Stop();
        });
        world.At(at + away, () =>
        {
            foreach (var owner in world.Owners)
                owner.Start();
        });
    }

    private static void Overtake(ScenarioWorld world)
    {
        foreach (var owner in world.Owners)
            owner.Overtake();
    }
}
