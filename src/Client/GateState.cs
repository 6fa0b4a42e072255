namespace BudgetMesh.Client;

/// <summary>Whether the gate gets new rights.</summary>
public enum GateState
{
    /// <summary>The silo answers.</summary>
    Connected,

    /// <summary>The last message got no answer: the gate serves from its slices, then as the mesh says.</summary>
    Away,

    /// <summary>The silo refuses the key; otherwise as <see cref="Away"/>. Tried again, slowly.</summary>
    Refused,

    /// <summary>Disposed, or stopped by a fault (see <see cref="Gate.Completion"/>): every request is denied.</summary>
    Stopped,
}
