using BudgetMesh.Lending;
using BudgetMesh.Rates;

namespace BudgetMesh.Simulation.World;

/// <summary>Carries what gateways and owners of limits tell each other, with the same faults as other messages, and finds the owners.</summary>
public sealed class SimRateNetwork(SimWorld world)
{
    private readonly Dictionary<RateOwnerId, List<SimRateOwner>> _owners = [];
    private readonly Dictionary<(Incarnation, RateOwnerId, string, Claim), long> _refills = [];

    public void Sync(SimGateway from, IReadOnlyList<RateRequest> requests, Action<IReadOnlyList<RateAnswer>> answered)
    {
        if (from.IsCutOff || world.Faults.Strikes(Fault.MessageLost))
            return;
        var copies = world.Faults.Strikes(Fault.MessageDoubled) ? 2 : 1;
        for (var i = 0; i < copies; i++)
            world.Agenda.In(Transit(), () => Arrive(from, requests, answered));
    }

    /// <summary>What befalls owners befalls these.</summary>
    public void Disturb()
    {
        foreach (var (id, owners) in _owners)
        {
            if (world.Faults.Strikes(Fault.OwnerCrash))
                owners.ForEach(static owner => owner.Kill());
            if (world.Faults.Strikes(Fault.DuplicateOwner))
                owners.Add(new SimRateOwner(world, id));
        }
    }

    /// <summary>Owners hear of another plan.</summary>
    public void Replan()
    {
        foreach (var owner in _owners.Values.SelectMany(static owners => owners))
            world.Agenda.In(world.RateDelay(1, 500), owner.Replan);
    }

    /// <summary>Owners that know of somebody who has something.</summary>
    public IEnumerable<RateOwnerId> Busy => _owners.Where(static owners => owners.Value.Exists(static owner => owner is { IsDead: false, IsIdle: false })).Select(static owners => owners.Key);

    private void Arrive(SimGateway from, IReadOnlyList<RateRequest> requests, Action<IReadOnlyList<RateAnswer>> answered)
    {
        var answers = new List<RateAnswer>();
        foreach (var request in requests)
        {
            var owner = OwnerOf(request.Owner, from);
            if (owner.Receive(request) is { } answer)
                answers.Add(OverTheWire(request.Incarnation, answer));
            if (owner.TakeRecall())
                Recall(request.Owner);
        }

        if (!from.IsCutOff && !world.Faults.Strikes(Fault.AnswerLost))
            world.Agenda.In(Transit(), () => answered(answers));
    }

    /// <summary>Where there are two, a gateway knows one of them: the old one's friends stay with it until it steps down.</summary>
    private SimRateOwner OwnerOf(RateOwnerId id, SimGateway from)
    {
        if (!_owners.TryGetValue(id, out var owners))
            _owners[id] = owners = [];
        owners.RemoveAll(static owner => owner.IsDead);
        if (owners.Count == 0)
            owners.Add(new SimRateOwner(world, id));
        return owners[from.RateSeat % owners.Count];
    }

    private void Recall(RateOwnerId owner)
    {
        foreach (var gateway in world.Gateways)
        {
            if (!gateway.IsCutOff && !world.Faults.Strikes(Fault.MessageLost))
                world.Agenda.In(Transit(), () => gateway.Recall(owner));
        }
    }

    private TimeSpan Transit() => world.Faults.Strikes(Fault.MessageDelayed) ? world.RateDelay(50, 2000) : world.RateDelay(1, 8);

    private RateAnswer OverTheWire(Incarnation to, RateAnswer answer)
    {
        return world.Canary switch
        {
            Canary.RefreshRefills => answer with { Lines = [.. answer.Lines.Select(terms => terms with { Credited = terms.Credited + (_refills[(to, answer.Owner, terms.Limit, terms.Claim)] = _refills.GetValueOrDefault((to, answer.Owner, terms.Limit, terms.Claim)) + terms.Burst) })] },
            _ => answer,
        };
    }
}
