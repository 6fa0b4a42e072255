using Microsoft.AspNetCore.Http;

namespace BudgetMesh.Gateway.Forwarding;

/// <summary>What of a provider's headers goes on to the client. Its rate limits are those of a whole account, and stay here.</summary>
internal static class UpstreamHeaders
{
    private static readonly string[] Passed = ["x-request-id", "request-id", "openai-processing-ms", "openai-version", "retry-after", "retry-after-ms", "x-should-retry"];

    /// <param name="isWhole">All of the answer's bytes are passed on, so its length is known.</param>
    public static void CopyTo(this HttpResponseMessage answer, HttpResponse response, bool isWhole)
    {
        response.StatusCode = (int)answer.StatusCode;
        foreach (var name in Passed)
        {
            if (answer.Headers.NonValidated.TryGetValues(name, out var values))
                response.Headers[name] = values.ToString();
        }

        if (answer.Content.Headers.NonValidated.TryGetValues("Content-Type", out var type))
            response.ContentType = type.ToString();
        if (isWhole)
            response.ContentLength = answer.Content.Headers.ContentLength;
    }
}
