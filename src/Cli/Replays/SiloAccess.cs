namespace BudgetMesh.Cli;

/// <summary>A running silo and what is needed to send traffic to it and to read its books.</summary>
/// <param name="GatewayKey">For gates.</param>
/// <param name="Admin">For the books.</param>
internal sealed record SiloAccess(Uri Url, string GatewayKey, AdminClient Admin);
