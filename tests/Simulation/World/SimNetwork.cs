using BudgetMesh.Holds;
using BudgetMesh.Lending;

namespace BudgetMesh.Simulation.World;

/// <summary>Carries messages: loses, doubles, delays and cuts as the seed says.</summary>
public sealed class SimNetwork(SimWorld world)
{
    private readonly HashSet<(Incarnation, long)> _ledger = [];
    private readonly Dictionary<(Incarnation, ScopePath), SyncAnswer> _firstVisits = [];

    /// <summary>One message to a silo, which asks the owners and answers when all have.</summary>
    public void Sync(SimGateway from, IReadOnlyList<SyncRequest> requests, Action<IReadOnlyList<SyncAnswer>> answered)
    {
        if (from.IsCutOff || world.Faults.Strikes(Fault.MessageLost))
            return;
        var copies = world.Faults.Strikes(Fault.MessageDoubled) ? 2 : 1;
        for (var i = 0; i < copies; i++)
            world.Agenda.In(Transit(), () => Arrive(from, [.. requests.Select(OverTheWire)], answered));
    }

    public void Receipts(SimGateway from, IReadOnlyList<Receipt> receipts, Action acknowledged)
    {
        if (from.IsCutOff || world.Faults.Strikes(Fault.ReceiptLost))
            return;
        var copies = world.Faults.Strikes(Fault.ReceiptDoubled) ? 2 : 1;
        for (var i = 0; i < copies; i++)
        {
            world.Agenda.In(Transit(), () =>
            {
                foreach (var receipt in receipts)
                {
                    var isNew = _ledger.Add((receipt.Incarnation, receipt.Seq));
                    foreach (var checker in world.Checkers)
                        checker.Received(receipt, isNew);
                }

                if (!from.IsCutOff && !world.Faults.Strikes(Fault.AnswerLost))
                    world.Agenda.In(Transit(), acknowledged);
            });
        }
    }

    /// <summary>The last word about a gateway to one owner; <paramref name="concluded"/> once the incarnation is closed.</summary>
    public void Final(FinalReport final, Action concluded)
    {
        if (world.Faults.Strikes(Fault.MessageLost))
            return;
        var copies = world.Faults.Strikes(Fault.MessageDoubled) ? 2 : 1;
        for (var i = 0; i < copies; i++)
        {
            world.Agenda.In(Transit(), () => world.OwnerOf(final.Scope, owner => owner.Conclude(final, () =>
            {
                if (!world.Faults.Strikes(Fault.AnswerLost))
                    world.Agenda.In(Transit(), concluded);
            })));
        }
    }

    private void Arrive(SimGateway from, IReadOnlyList<SyncRequest> requests, Action<IReadOnlyList<SyncAnswer>> answered)
    {
        var answers = new List<SyncAnswer>();
        foreach (var request in requests)
        {
            world.OwnerOf(request.Scope, owner => owner.Receive(request, answer =>
            {
                answers.Add(OverTheWire(request, answer));
                if (answers.Count < requests.Count || from.IsCutOff || world.Faults.Strikes(Fault.AnswerLost))
                    return;
                world.Agenda.In(Transit(), () => answered(answers));
            }));
        }
    }

    private SyncAnswer OfTheFirstVisit(Incarnation incarnation, SyncAnswer answer)
    {
        if (!_firstVisits.TryGetValue((incarnation, answer.Scope), out var first))
            _firstVisits[(incarnation, answer.Scope)] = first = answer;
        return first;
    }

    private TimeSpan Transit() => world.Faults.Strikes(Fault.MessageDelayed) ? world.Delay(50, 2000) : world.Delay(1, 8);

    private SyncRequest OverTheWire(SyncRequest request) => world.Canary switch
    {
        Canary.WireLosesSettled => request with { Slices = [.. request.Slices.Select(slice => slice with { Counters = slice.Counters with { Settled = 0, Corrected = 0 } })] },
        Canary.ReturnsSwallowed => request with { Slices = [.. request.Slices.Select(slice => slice with { Counters = slice.Counters with { Returned = 0 } })] },
        _ => request,
    };

    private SyncAnswer OverTheWire(SyncRequest request, SyncAnswer answer) => world.Canary switch
    {
        Canary.OwnCountersLost => answer with { Slices = [.. answer.Slices.Select(static terms => terms with { Own = null })] },
        Canary.AnswersFromBefore when request.Resumes => OfTheFirstVisit(request.Incarnation, answer) with { Seq = answer.Seq },
        Canary.HeadroomIsAvailable => answer with { Slices = [.. answer.Slices.Select(terms => terms with { Headroom = Math.Min(terms.Headroom, terms.Reachable) })] },
        _ => answer,
    };
}
