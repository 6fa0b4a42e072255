using BudgetMesh.Fuzz.Tests.Wire;

namespace BudgetMesh.Fuzz.Tests.Mutations;

/// <summary>Makes something else of the path, the query and the headers of a request; its framing stays right.</summary>
internal static class HeadMutator
{
    private static readonly string[] Methods = ["GET", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "POST", "TRACE", "post", "FROB"];

    private static readonly string[] PathTexts =
        ["%00", "%2F", "%2f%2f", "..%2f", "%ff", "%C0%80", "%", "%zz", "//", "/", "/../", ";", ".", "*", "+", "%20", "%F0%9F%98%80", "%25", "%0d%0aX:y", "x", "acme", "gate-1", "0", "-1", "9223372036854775808", "{id}", "batch", "adjustments", new('a', 3_000), "\u00e4"];

    private static readonly string[] Queries = ["scope", "limit", "after", "from", "to", "decision", "before", "refused", "under", "made", "pattern", "gateways", "deployment", "scopes", "dry_run", "x", ""];

    private static readonly string[] QueryValues =
        ["", "acme", "acme/chat", "acme%2Fchat", "nobody", "%00", "%ff", "-1", "0", "1", "1000", "1001", "99999999999999999999", "true", "TRUE", "2026-01-01T00:00:00Z", "2026-01-01T00:00:00%2B00:00", "9999-12-31T23:59:59.999999999-23:59", "0001-01-01T00:00:00Z", "gate-1:1", "gate-1:x", ":", "0:gate-1:1", "-9999999999999999:gate-1:1", "a%26b", "%2A", "acme/%2A", "%F0%9F%98%80", new('9', 5_000)];

    private static readonly string[] Names =
        ["Authorization", "x-api-key", "Content-Type", "Content-Encoding", "Accept", "Accept-Encoding", "Idempotency-Key", "x-budgetmesh-scope", "x-budgetmesh-task", "x-budgetmesh-priority", "x-budgetmesh-data-class", "x-budgetmesh-caller", "x-budgetmesh-forwarded", "anthropic-beta", "anthropic-version", "openai-beta", "User-Agent", "Origin", "Cookie", "Range", "If-None-Match", "X-Forwarded-For", "X-Forwarded-Host", "X-HTTP-Method-Override", "Forwarded", "traceparent", "tracestate", "baggage", "Upgrade", "Connection", "Via", "TE", "Expect"];

    private static readonly string[] Values =
        ["", " ", "x", "Bearer", "Bearer ", "Bearer x", "bearer  bm_scope_x", "Basic eDp5", "application/json; charset=utf-16", "text/plain", "multipart/form-data", "gzip", "br", "identity", "acme/chat", "acme/chat/run-1", "acme/chat/\u00e4", "acme/other", "a//b", "interactive", "batch", "urgent", "Secret", "\u00e4\u00f6\u00fc", "\u00f0\u009f\u0098\u0080", "\u00ff", "a,b", "\"", "\t", "bytes=0-", "*", "00-0123456789abcdef0123456789abcdef-0123456789abcdef-01", "00-00", "close", "keep-alive, x", "websocket", "trailers", "100-continue", new('x', 256), new('x', 7_000), "0", "-1", "<script>", "{}", "%00", "'"];

    public static WireRequest Mutate(WireRequest good, Random random)
    {
        var request = good;
        for (var edits = random.Next(1, 4); edits > 0; edits--)
        {
            request = random.Next(8) switch
            {
                0 => request with { Method = Of(Methods, random) },
                1 => request with { Target = Cut(request.Target, random) },
                2 => request with { Target = $"{request.Target}{(request.Target.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{Of(Queries, random)}={Of(QueryValues, random)}" },
                3 when request.Lines.Count > 1 => Without(request, random.Next(1, request.Lines.Count)), // the first is Host
                4 when request.Body is null => request with { Body = Nonsense.Value(random) },
                _ => request with { Lines = [.. request.Lines, $"{Of(Names, random)}: {Of(Values, random)}"] },
            };
        }

        return request;
    }

    /// <summary>A segment becomes something else, or something stands between two.</summary>
    private static string Cut(string target, Random random)
    {
        var query = target.IndexOf('?', StringComparison.Ordinal);
        var path = query < 0 ? target : target[..query];
        var segments = path.Split('/');
        var at = random.Next(1, segments.Length);
        segments[at] = random.Next(3) switch
        {
            0 => Of(PathTexts, random),
            1 => segments[at] + Of(PathTexts, random),
            _ => Of(PathTexts, random) + segments[at],
        };
        return string.Join('/', segments) + (query < 0 ? "" : target[query..]);
    }

    private static WireRequest Without(WireRequest request, int line) => request with { Lines = [.. request.Lines.Where((_, at) => at != line)] };

    private static string Of(string[] texts, Random random) => texts[random.Next(texts.Length)];
}
