using System.Net;
using BudgetMesh.Capacity;

namespace BudgetMesh.Extensions.AI;

/// <summary>What exceptions of HTTP say of a request.</summary>
internal static class Failures
{
    private const int OverloadedStatus = 529;

    /// <summary>An answer that is an error, or no connection over which the request could have gone.</summary>
    public static bool IsUnserved(Exception problem) => problem is HttpRequestException failure
        && (failure.StatusCode is not null || failure.HttpRequestError is
            HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError);

    /// <summary>What it says of the deployment; null where it says nothing, as a wrong request does not.</summary>
    public static ProviderSignal? SignalOf(Exception problem) => problem is not HttpRequestException failure ? null : failure.StatusCode switch
    {
        HttpStatusCode.TooManyRequests => new ProviderSignal(ProviderOutcome.RateLimited),
        HttpStatusCode.ServiceUnavailable or (HttpStatusCode)OverloadedStatus => new ProviderSignal(ProviderOutcome.Overloaded),
        null or >= HttpStatusCode.InternalServerError => new ProviderSignal(ProviderOutcome.Failed),
        _ => null,
    };
}
