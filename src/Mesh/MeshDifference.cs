using System.Text.Json;
using System.Text.Json.Nodes;
using BudgetMesh.Routing;

namespace BudgetMesh.Mesh;

/// <summary>What applying a mesh would change, in lines for people.</summary>
public static class MeshDifference
{
    /// <summary>
    /// A line for each thing that was added or removed and for each field that changed, such as
    /// <c>scope acme/search, budget month: amount 100 USD → 200 USD</c>; none where both say the same. Both are valid.
    /// </summary>
    public static IReadOnlyList<string> Between(MeshConfig before, MeshConfig after)
    {
        var old = Subjects(before);
        var now = Subjects(after);
        return
        [
            .. old.Where(subject => !now.ContainsKey(subject.Key)).Select(subject => $"removed {subject.Key}{Summary(subject.Value)}"),
            .. now.SelectMany(subject => old.TryGetValue(subject.Key, out var was)
                ? Changes(subject.Key, was, subject.Value)
                : [$"added {subject.Key}{Summary(subject.Value)}"]),
            .. Reordered(before, after),
        ];
    }

    /// <summary>All that has a name of its own, with its fields; what is nested and named is listed on its own.</summary>
    private static Dictionary<string, JsonObject> Subjects(MeshConfig config)
    {
        var mesh = JsonSerializer.SerializeToNode(config, MeshJson.Default.MeshConfig)!.AsObject();
        var subjects = new Dictionary<string, JsonObject>(StringComparer.Ordinal);
        foreach (var deployment in Items(mesh["deployments"]))
        {
            subjects[$"deployment {Text(deployment["id"])}"] = Without(deployment, "capacity");
            foreach (var limit in Items(deployment["capacity"]))
                subjects[$"deployment {Text(deployment["id"])}, capacity {NameOfLimit(limit)}"] = Without(limit, "name");
        }

        foreach (var (name, ladder) in Entries(mesh["ladders"]))
            subjects[$"ladder {name}"] = ladder;
        foreach (var policy in Items(mesh["policies"]))
            subjects[$"policy {Text(policy["name"])}"] = Without(policy, "name");
        foreach (var (path, scope) in Entries(mesh["scopes"]))
        {
            subjects[$"scope {path}"] = Without(Without(Without(scope, "budgets"), "limits"), "policies");
            foreach (var policy in Items(scope["policies"]))
                subjects[$"scope {path}, policy {Text(policy["name"])}"] = Without(policy, "name");
            foreach (var budget in Items(scope["budgets"]))
                subjects[$"scope {path}, budget {Text(budget["name"])}"] = Without(budget, "name");
            foreach (var limit in Items(scope["limits"]))
                subjects[$"scope {path}, limit {NameOfLimit(limit)}"] = Without(limit, "name");
        }

        foreach (var reservation in Items(mesh["reservations"]))
            subjects[$"reservation {Text(reservation["name"])}"] = Without(reservation, "name");

        if (mesh["prices"] is JsonObject prices)
        {
            if (prices.ContainsKey("book"))
                subjects["prices"] = Without(prices, "overlay");
            foreach (var price in Items(prices["overlay"]))
                subjects[$"price of {Text(price["provider"])}/{Text(price["model"])}"] = Without(Without(price, "provider"), "model");
        }

        if (mesh["defaults"] is JsonObject defaults)
            subjects["defaults"] = defaults;
        return subjects;
    }

    private static IEnumerable<string> Changes(string subject, JsonObject before, JsonObject after) =>
        from name in before.Select(field => field.Key).Union(after.Select(field => field.Key))
        where !JsonNode.DeepEquals(before[name], after[name])
        select $"{subject}: {name} {Text(before[name])} → {Text(after[name])}";

    /// <summary>
    /// A tier on a ladder stands for its deployments in their order, and of several rules the first decides, so a new order is a
    /// change.
    /// </summary>
    private static IEnumerable<string> Reordered(MeshConfig before, MeshConfig after) =>
    [
        .. Reordered("deployments", Ids(before), Ids(after)),
        .. Reordered("policies", Names(before.Policies), Names(after.Policies)),
        .. from scope in after.Scopes ?? new Dictionary<string, ScopeConfig>()
           let was = before.Scopes?.GetValueOrDefault(scope.Key)
           from change in Reordered($"scope {scope.Key}, policies", Names(was?.Policies), Names(scope.Value?.Policies))
           select change,
    ];

    private static IEnumerable<string> Reordered(string what, string?[] before, string?[] after)
    {
        var old = before.Intersect(after).ToArray();
        var now = after.Intersect(before).ToArray();
        if (!old.SequenceEqual(now))
            yield return $"{what}: order {string.Join(", ", old)} → {string.Join(", ", now)}";
    }

    private static string?[] Ids(MeshConfig config) => [.. (config.Deployments ?? []).Select(deployment => deployment.Id)];

    private static string?[] Names(IReadOnlyList<PolicyConfig>? policies) => [.. (policies ?? []).Select(policy => policy.Name)];

    /// <summary>Also where it is not written: a limit that is given another rate is still the same.</summary>
    private static string? NameOfLimit(JsonObject limit) =>
        LimitName.Of(limit.Deserialize(MeshJson.Default.LimitConfig)!);

    private static string Summary(JsonObject fields) =>
        fields.Count == 0 ? "" : $": {string.Join(", ", fields.Where(field => field.Key != "id").Select(field => $"{field.Key} {Text(field.Value)}"))}";

    private static string Text(JsonNode? node) => node switch
    {
        null => "(not set)",
        JsonArray items => $"[{string.Join(", ", items.Select(Text))}]",
        JsonObject fields => $"{{{string.Join(", ", fields.Select(field => $"{field.Key}: {Text(field.Value)}"))}}}",
        _ => node.GetValue<string>(),
    };

    private static IEnumerable<JsonObject> Items(JsonNode? list) => (list as JsonArray ?? []).OfType<JsonObject>();

    private static IEnumerable<(string Name, JsonObject Fields)> Entries(JsonNode? map) =>
        (map as JsonObject ?? []).Select(entry => (entry.Key, entry.Value as JsonObject ?? []));

    private static JsonObject Without(JsonObject fields, string name)
    {
        var rest = fields.DeepClone().AsObject();
        rest.Remove(name);
        return rest;
    }
}
