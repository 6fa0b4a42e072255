using BudgetMesh.Routing;

namespace BudgetMesh.Client.Tests.World;

/// <summary>Asks a gate for as much as it lets through while time passes, and settles at once.</summary>
internal sealed class Asker(GateWorld world, Gate gate)
{
    private const int PerStepMost = 50;

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);

    private Task<Decision>? _waiting;

    /// <summary>The last refusal.</summary>
    public Decision Refusal { get; private set; }

    /// <summary>How many were admitted while so much time passed.</summary>
    public async Task<int> AskForAsync(TimeSpan span)
    {
        var admitted = 0;
        for (var end = world.Clock.Now + span; world.Clock.Now < end;)
        {
            if (_waiting is { IsCompleted: true } done)
            {
                admitted += Take(await done) ? 1 : 0;
                _waiting = null;
            }

            for (var asked = 0; asked < PerStepMost && _waiting is null; asked++)
            {
                if (!gate.TryDecide(TestMesh.Asked, out var decision))
                    _waiting = gate.DecideAsync(TestMesh.Asked).AsTask();
                else if (Take(decision))
                    admitted++;
                else
                    break;
            }

            var next = world.Clock.Now + Step;
            await world.Pass(() => world.Clock.Now >= next, (int)Step.TotalMilliseconds);
        }

        return admitted;
    }

    private bool Take(in Decision decision)
    {
        if (decision.IsAllowed)
            gate.Settle(decision, new TokenCount(1_000), new TokenCount(1_000));
        else
            Refusal = decision;
        return decision.IsAllowed;
    }
}
