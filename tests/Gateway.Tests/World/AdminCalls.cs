using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace BudgetMesh.Gateway.Tests.World;

/// <summary>What tests ask of a silo with an admin's key.</summary>
internal static class AdminCalls
{
    /// <summary>Posts what has to be taken, and answers what is said.</summary>
    public static async Task<JsonNode> SendAsync(this HttpClient client, string path, string text, string type)
    {
        using var answer = await client.PostAsync(path, new StringContent(text, Encoding.UTF8, type));
        var said = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.ShouldBeTrue($"{(int)answer.StatusCode} {said}");
        return JsonNode.Parse(said)!;
    }

    /// <summary>Of an amount in USD as it is told; 0 where nothing is.</summary>
    public static long Nanos(JsonNode? usd) => usd is null ? 0 : (long)(decimal.Parse(usd.GetValue<string>(), CultureInfo.InvariantCulture) * 1_000_000_000m);
}
