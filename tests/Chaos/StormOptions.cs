using BudgetMesh.Replay;

namespace BudgetMesh.Chaos;

/// <summary>What a run is like.</summary>
/// <param name="Length">How long there is trouble; then everything heals.</param>
/// <param name="Seed">The same one draws the same trouble and the same requests; how processes interleave is the machine's.</param>
/// <param name="Traffic">At least as long as the trouble at this speed.</param>
/// <param name="Speed">How many times faster than the trace; never <see cref="ReplaySpeed.Max"/>.</param>
internal sealed record StormOptions(int Silos, int Gateways, TimeSpan Length, int Seed, Trace Traffic, ReplaySpeed Speed);
