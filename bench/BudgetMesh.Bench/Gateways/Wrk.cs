using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace BudgetMesh.Bench.Gateways;

/// <summary>What wrk saw in one run.</summary>
/// <param name="Requests">That were answered.</param>
/// <param name="Failures">Answers with 400 or more, and connections that failed.</param>
internal sealed record WrkRun(long Requests, long DurationUs, long P50Us, long P99Us, long Failures)
{
    public double PerSecond => Requests * 1e6 / DurationUs;
}

/// <summary>The load: wrk with <c>completion.lua</c>, one thread.</summary>
/// <param name="key">Of a scope.</param>
/// <param name="upstream">The provider's base URL, for whom the request has to say it.</param>
internal sealed class Wrk(string script, string key, Uri upstream)
{
    /// <exception cref="InvalidOperationException">It ended without figures.</exception>
    public async Task<WrkRun> RunAsync(Uri url, int connections, int seconds, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo("wrk", [
            "--threads", "1", "--connections", Text(connections), "--duration", $"{Text(seconds)}s", "--timeout", "10s", "--script", script, url.ToString()])
        {
            RedirectStandardOutput = true,
        };
        start.Environment["BENCH_KEY"] = key;
        start.Environment["BENCH_UPSTREAM"] = upstream.ToString();
        using var wrk = Process.Start(start)!;
        try
        {
            var said = await wrk.StandardOutput.ReadToEndAsync(cancellation);
            await wrk.WaitForExitAsync(cancellation);
            return said.Split('\n').LastOrDefault(static line => line.StartsWith('{')) is { } line
                ? JsonSerializer.Deserialize(line, WrkJson.Default.WrkRun)!
                : throw new InvalidOperationException($"wrk ended with {wrk.ExitCode}: {said}");
        }
        finally
        {
            if (!wrk.HasExited)
                wrk.Kill();
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(WrkRun))]
internal sealed partial class WrkJson : JsonSerializerContext;
