using System.Diagnostics;
using System.Globalization;

namespace BudgetMesh.Proxies.Tests.World;

/// <summary>wrk, with the same request again and again until the budget is spent.</summary>
internal static class Load
{
    public const int Connections = 8;

    /// <summary>How many answers of each kind there were, such as <c>200 allow</c> or <c>429 team_budget_exceeded</c>.</summary>
    /// <param name="settles">Whoever reads an answer says what it cost.</param>
    public static async Task<IReadOnlyDictionary<string, int>> RunAsync(Uri proxy, string key, bool settles)
    {
        var start = new ProcessStartInfo("wrk", ["-t1", $"-c{Connections}", "-d60s", "-s", Path.Combine(AppContext.BaseDirectory, "World", "load.lua"), proxy.ToString()])
        {
            RedirectStandardOutput = true,
            Environment = { ["BUDGETMESH_KEY"] = key, ["SETTLES"] = settles ? "1" : "0" },
        };
        using var wrk = Process.Start(start)!;
        var said = await wrk.StandardOutput.ReadToEndAsync();
        await wrk.WaitForExitAsync();
        return said.Split('\n').Select(static line => line.Split('=')).Where(static parts => parts.Length == 2)
            .ToDictionary(static parts => parts[0], static parts => int.Parse(parts[1], CultureInfo.InvariantCulture));
    }
}
