using BudgetMesh.Lending;
using BudgetMesh.Routing;

namespace BudgetMesh.Client;

/// <summary>A caller that waits for a decision. Its code never runs under the gate's lock nor in its loop.</summary>
internal sealed class Waiter(GateBook book, PendingDecision pending) : TaskCompletionSource<Decision>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    /// <summary>The life in which the request waits.</summary>
    public GateBook Book { get; private set; } = book;

    public PendingDecision Pending { get; private set; } = pending;

    public void Move(GateBook book, PendingDecision pending) => (Book, Pending) = (book, pending);
}
