using BudgetMesh.Replay;
using BudgetMesh.Silo;

namespace BudgetMesh.Chaos;

/// <summary>What a run is like.</summary>
/// <param name="Length">How long there is trouble; then everything heals.</param>
/// <param name="Seed">The same one draws the same trouble and the same requests; how processes interleave is the machine's.</param>
/// <param name="Traffic">At least as long as the trouble at this speed.</param>
/// <param name="Speed">How many times faster than the trace; never <see cref="ReplaySpeed.Max"/>.</param>
/// <param name="Engine">Who places owners.</param>
/// <param name="OldBuild">Silos are started from the program in this folder, and upgraded in the run; null for trouble instead.</param>
internal sealed record StormOptions(int Silos, int Gateways, TimeSpan Length, int Seed, Trace Traffic, ReplaySpeed Speed, OwnerEngine Engine, string? OldBuild);
