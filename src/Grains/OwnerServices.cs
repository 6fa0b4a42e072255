using BudgetMesh.Storage;
using Microsoft.Extensions.Logging;

namespace BudgetMesh.Grains;

/// <summary>What an owner has from its silo.</summary>
/// <param name="Clock">Monotonic time for the protocol, wall time for windows.</param>
public sealed record OwnerServices(
    IBookStore Books, IWeekStore Weeks, PlanCatalog Catalog, NoticeHub Notices, OwnerMetrics Metrics, TimeProvider Clock, ILogger<ScopeOwner> Log, OwnerOptions Options);
