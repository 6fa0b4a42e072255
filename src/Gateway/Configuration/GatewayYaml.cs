using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace BudgetMesh.Gateway.Configuration;

/// <summary>The shape of <c>gateway.yaml</c>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(GatewayConfig))]
internal sealed partial class GatewayJson : JsonSerializerContext;

/// <summary>Reads YAML into a <see cref="GatewayConfig"/>, led by its shape: what has no place there is a problem with a line.</summary>
internal sealed class GatewayYaml
{
    private readonly Dictionary<string, int> _lines = new(StringComparer.Ordinal);

    public List<GatewayProblem> Problems { get; } = [];

    /// <summary>To be used only where there are no problems.</summary>
    public GatewayConfig Read(string yaml)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(yaml));
            if (stream.Documents.Count > 1)
                Report((int)stream.Documents[1].RootNode.Start.Line, "", "a second document: the file has one");
            var tree = stream.Documents.Count == 0 ? null : Read(stream.Documents[0].RootNode, GatewayJson.Default.GatewayConfig, "");
            return Problems.Count > 0 ? new GatewayConfig() : tree.Deserialize(GatewayJson.Default.GatewayConfig) ?? new GatewayConfig();
        }
        catch (Exception broken) when (broken is YamlException or InvalidOperationException or ArgumentException)
        {
            // The two others are what the parser has for some texts that are no YAML.
            Report(broken is YamlException { Start.Line: > 0 and var line } ? (int)line : 1, "", $"not YAML: {broken.Message}");
            return new GatewayConfig();
        }
    }

    /// <summary>The line of a field or, where it is not written, of what it is missing from.</summary>
    public int LineOf(string field)
    {
        for (var at = field; ; at = at[..Math.Max(at.LastIndexOfAny(['.', '[']), 0)])
        {
            if (_lines.TryGetValue(at, out var line) || at.Length == 0)
                return Math.Max(line, 1);
        }
    }

    private JsonNode? Read(YamlNode node, JsonTypeInfo shape, string at)
    {
        _lines[at] = (int)node.Start.Line;
        if (node is YamlScalarNode { Value: "" or "~" or "null", Style: ScalarStyle.Plain })
            return null;
        return (shape.Kind, node) switch
        {
            (JsonTypeInfoKind.Object, YamlMappingNode fields) => ReadFields(fields, at, name => shape.Properties.FirstOrDefault(property => property.Name == name)?.PropertyType, shape),
            (JsonTypeInfoKind.Dictionary, YamlMappingNode entries) => ReadFields(entries, at, _ => shape.ElementType, shape),
            (JsonTypeInfoKind.Enumerable, YamlSequenceNode items) => new JsonArray([.. items.Select((item, index) => Read(item, Shape(shape.ElementType!), $"{at}[{index}]"))]),
            (JsonTypeInfoKind.Enumerable, YamlScalarNode one) => new JsonArray(Read(one, Shape(shape.ElementType!), $"{at}[0]")),
            (JsonTypeInfoKind.None, YamlScalarNode scalar) => JsonValue.Create(scalar.Value),
            (JsonTypeInfoKind.Object or JsonTypeInfoKind.Dictionary, _) => Refuse(node, at, "fields expected: write name: value"),
            (JsonTypeInfoKind.Enumerable, _) => Refuse(node, at, "a list expected: write [a, b]"),
            _ => Refuse(node, at, "a single value expected"),
        };
    }

    private JsonObject ReadFields(YamlMappingNode fields, string at, Func<string, Type?> typeOf, JsonTypeInfo shape)
    {
        var read = new JsonObject();
        foreach (var (key, value) in fields.Children)
        {
            var name = (key as YamlScalarNode)?.Value ?? "";
            var field = at.Length == 0 ? name : $"{at}.{name}";
            if (typeOf(name) is { } type)
                read[name] = Read(value, Shape(type), field);
            else
                Report((int)key.Start.Line, field, $"unknown field \"{name}\": one of {string.Join(", ", shape.Properties.Select(static property => property.Name))}");
        }

        return read;
    }

    private JsonNode? Refuse(YamlNode node, string at, string message)
    {
        Report((int)node.Start.Line, at, message);
        return null;
    }

    private void Report(int line, string field, string message) => Problems.Add(new GatewayProblem(line, field, message));

    private static JsonTypeInfo Shape(Type type) => GatewayJson.Default.GetTypeInfo(type) ?? throw new InvalidOperationException($"{type} is no part of the file");
}
