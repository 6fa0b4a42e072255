using BudgetMesh.Client;
using BudgetMesh.Http;
using BudgetMesh.Routing;
using Microsoft.AspNetCore.Http;

namespace BudgetMesh.Gateway.Forwarding;

/// <summary>Answers of the gateway's own, as the provider of the dialect would write them.</summary>
internal static class GatewayAnswers
{
    public static Task ProblemAsync(this HttpResponse response, Dialect dialect, int status, string message, string? code = null)
    {
        var type = (status, dialect.IsAnthropic()) switch
        {
            (401, _) => "authentication_error",
            (404, true) => "not_found_error",
            (413, true) => "request_too_large",
            ( < 500, _) => "invalid_request_error",
            (_, true) => "api_error",
            _ => "server_error",
        };
        return response.WriteAsync(status, RequestProblem.Of(dialect, message, type, code));
    }

    public static Task RefuseAsync(this HttpResponse response, Dialect dialect, in Decision decision, ScopePath scope, int spentStatus, Gate gate)
    {
        var refusal = Refusal.Of(decision, new RefusalOptions(scope) { SpentStatus = spentStatus, Now = gate.Now });
        foreach (var (name, value) in refusal.Headers)
            response.Headers[name] = value;
        return response.WriteAsync(refusal.Status, dialect.IsAnthropic() ? refusal.ToAnthropic() : refusal.ToOpenAi());
    }

    private static async Task WriteAsync(this HttpResponse response, int status, byte[] json)
    {
        response.StatusCode = status;
        response.ContentType = "application/json";
        response.ContentLength = json.Length;
        await response.Body.WriteAsync(json, response.HttpContext.RequestAborted);
    }
}
