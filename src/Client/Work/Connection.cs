using Microsoft.Extensions.Logging;

namespace BudgetMesh.Client;

/// <summary>Whether the silo answers; changes are logged, not each failure.</summary>
internal sealed class Connection(GateOptions options)
{
    private volatile GateState _state = GateState.Connected;

    public GateState State => _state;

    /// <summary>No silo was asked yet.</summary>
    public void Begin() => Turn(GateState.Away);

    public void Answered()
    {
        if (Turn(GateState.Connected))
            options.Logger.LogInformation("Gate {Gate}: the silo answers", options.Name);
    }

    public void Failed(Exception problem)
    {
        if (problem is SiloRefusedException)
        {
            if (Turn(GateState.Refused))
                options.Logger.LogError("Gate {Gate}: {Problem}; serving from slices until that is mended", options.Name, problem.Message);
        }
        else if (Turn(GateState.Away))
        {
            options.Logger.LogWarning("Gate {Gate}: the silo does not answer ({Problem}); serving from slices meanwhile", options.Name, problem.Message);
        }
    }

    public void Stopped() => _state = GateState.Stopped;

    private bool Turn(GateState next)
    {
        var before = _state;
        if (before is GateState.Stopped || before == next)
            return false;
        _state = next;
        return true;
    }
}
