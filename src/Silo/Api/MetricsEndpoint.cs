using System.Text;
using Microsoft.AspNetCore.Http;

namespace BudgetMesh.Silo.Api;

/// <summary>The metrics of this process as Prometheus text.</summary>
internal sealed class MetricsEndpoint(MetricsReport report)
{
    public IResult Read() => TypedResults.Text(report.Read(), "text/plain; version=0.0.4", Encoding.UTF8);
}
