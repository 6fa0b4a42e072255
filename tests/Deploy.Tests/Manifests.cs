namespace BudgetMesh.Deploy.Tests;

/// <summary>What kustomization.yaml applies.</summary>
internal static class Manifests
{
    public static string Folder { get; } = Repository.PathOf("deploy", "kubernetes");

    public static YamlNode Kustomization { get; } = ReadOne("kustomization.yaml");

    public static YamlNode Monitor { get; } = ReadOne("service-monitor.yaml");

    public static IReadOnlyList<string> Files => Kustomization["resources"].Texts;

    public static IReadOnlyList<YamlNode> All { get; } = [.. Kustomization["resources"].Texts.SelectMany(static file => YamlNode.ReadAll(Path.Combine(Folder, file)))];

    public static YamlNode Silos => Only("StatefulSet")["spec"];

    public static YamlNode Pod => Silos["template"]["spec"];

    public static YamlNode Silo => Pod["containers"].Items.ShouldHaveSingleItem();

    public static YamlNode Port => Silo["ports"].Items.ShouldHaveSingleItem();

    public static IEnumerable<YamlNode> Of(string kind) => All.Where(manifest => manifest["kind"].Text == kind);

    public static YamlNode Only(string kind) => Of(kind).ShouldHaveSingleItem();

    public static string PodName(long ordinal) => $"{Only("StatefulSet")["metadata"]["name"].Text}-{ordinal}";

    /// <summary>What one of the silos is told, once Kubernetes has put in its variables.</summary>
    public static ServeArguments Serve(long ordinal)
    {
        var values = Silo["env"].Items.ToDictionary(static variable => variable["name"].Text, variable => ValueOf(variable, ordinal));
        return new ServeArguments(Silo["args"].Texts.Select(argument => values.Aggregate(argument, static (text, variable) => text.Replace($"$({variable.Key})", variable.Value, StringComparison.Ordinal))));
    }

    private static string ValueOf(YamlNode variable, long ordinal)
    {
        if (variable.Has("value"))
            return variable["value"].Text;
        variable["valueFrom"]["fieldRef"]["fieldPath"].Text.ShouldBe("metadata.name");
        return PodName(ordinal);
    }

    private static YamlNode ReadOne(string file) => YamlNode.ReadAll(Path.Combine(Folder, file)).ShouldHaveSingleItem();
}
