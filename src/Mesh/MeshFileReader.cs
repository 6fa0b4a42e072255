using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using BudgetMesh.Routing;
using BudgetMesh.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace BudgetMesh.Mesh;

/// <summary>
/// Reads YAML into the JSON of a mesh, led by the shape that <see cref="MeshJson"/> gives it: whatever has no place in that
/// shape is a problem with a line. It recurses only as deep as the shape.
/// </summary>
internal sealed class MeshFileReader
{
    private readonly YamlEvents _parser;
    private readonly MarkMap _marks;
    private readonly List<MeshFileProblem> _problems = [];

    private MeshFileReader(string yaml, MarkMap marks)
    {
        _parser = new YamlEvents(yaml);
        _marks = marks;
    }

    /// <summary>The mesh as JSON; to be used only where there are no problems.</summary>
    public static JsonNode Read(string yaml, MarkMap marks, out IReadOnlyList<MeshFileProblem> problems)
    {
        var reader = new MeshFileReader(yaml, marks);
        problems = reader._problems;
        if (YamlLetters.FindForbidden(yaml) is { } forbidden)
        {
            reader._problems.Add(forbidden);
            return new JsonObject();
        }

        try
        {
            return reader.ReadFile() ?? new JsonObject();
        }
        catch (YamlException e)
        {
            reader._problems.Add(MarkMap.Problem(e.Start, FieldPath.Root, $"not YAML: {e.Message}"));
            return new JsonObject();
        }
    }

    private JsonNode? ReadFile()
    {
        _parser.Consume<StreamStart>();
        if (_parser.Accept<StreamEnd>(out _))
            return null;
        _parser.Consume<DocumentStart>();
        var mesh = ReadNode(MeshJson.Default.MeshConfig, FieldPath.Root);
        _parser.Consume<DocumentEnd>();
        if (!_parser.Accept<StreamEnd>(out var second))
            Report(_parser.Current!.Start, FieldPath.Root, "a second document: a mesh file has one");
        return mesh;
    }

    /// <summary>The node that comes next, or null where nothing is written or what is written has no place here.</summary>
    private JsonNode? ReadNode(JsonTypeInfo shape, FieldPath at)
    {
        if (_parser.Accept<AnchorAlias>(out _) || (_parser.Accept<NodeEvent>(out var node) && !(node.Anchor.IsEmpty && node.Tag.IsEmpty)))
            return Refuse(at, "anchors, aliases and tags are not part of a mesh file: write the value out");
        if (_parser.Accept<Scalar>(out var scalar) && IsNothing(scalar))
        {
            _parser.MoveNext();
            return null;
        }

        return shape.Kind switch
        {
            JsonTypeInfoKind.Object => _parser.TryConsume<MappingStart>(out _) ? ReadFields(shape, at) : RefuseKind(at, "fields", "name: value"),
            JsonTypeInfoKind.Dictionary => _parser.TryConsume<MappingStart>(out _) ? ReadEntries(shape, at) : RefuseKind(at, "entries", "name: …"),
            JsonTypeInfoKind.Enumerable => _parser.TryConsume<SequenceStart>(out _) ? ReadItems(shape, at) : RefuseKind(at, "a list", "[a, b] or lines that start with -"),
            _ => _parser.TryConsume<Scalar>(out scalar) ? ReadText(scalar, at) : RefuseKind(at, "a single value", "text or a number"),
        };
    }

    private JsonValue ReadText(Scalar scalar, FieldPath at)
    {
        _marks.Add(at, scalar.Start);
        return JsonValue.Create(scalar.Value);
    }

    private JsonObject ReadFields(JsonTypeInfo shape, FieldPath at)
    {
        var fields = new JsonObject();
        ReadKeys(at.Field, (key, field) =>
        {
            if (shape.Properties.FirstOrDefault(property => property.Name == key.Value) is { } property)
            {
                var value = IsOneOrMore(property) && _parser.Accept<Scalar>(out var one) && !IsNothing(one)
                    ? ReadOne(one, field)
                    : ReadNode(Shape(property.PropertyType), field);
                if (value is not null)
                    fields[key.Value] = value;
                return;
            }

            var names = shape.Properties.Select(property => property.Name).ToArray();
            var meant = DidYouMean.Clause(key.Value, names);
            Report(key.Start, field, $"unknown field \"{key.Value}\"{(meant.Length > 0 ? meant : $": one of {string.Join(", ", names)}")}");
            _parser.SkipThisAndNestedEvents();
        });
        foreach (var property in shape.Properties.Where(property => property.IsRequired && !fields.ContainsKey(property.Name)))
            _problems.Add(_marks.Locate(at.Field(property.Name), $"{property.Name} is missing"));
        return fields;
    }

    /// <summary>A list that is written as its only item.</summary>
    private JsonArray? ReadOne(Scalar one, FieldPath at)
    {
        _marks.Add(at.Item(0), one.Start);
        return ReadNode(Shape(typeof(string)), at) is { } item ? [item] : null;
    }

    private JsonObject ReadEntries(JsonTypeInfo shape, FieldPath at)
    {
        var entries = new JsonObject();
        // An entry without a value, such as "acme/search:", is one that says nothing of its own.
        ReadKeys(at.Key, (key, field) => entries[key.Value] = ReadNode(Shape(shape.ElementType!), field) ?? new JsonObject());
        return entries;
    }

    private JsonArray ReadItems(JsonTypeInfo shape, FieldPath at)
    {
        var items = new JsonArray();
        while (!_parser.TryConsume<SequenceEnd>(out _))
        {
            var item = at.Item(items.Count);
            var start = _parser.Current!.Start;
            var found = _problems.Count;
            _marks.Add(item, start);
            var value = ReadNode(Shape(shape.ElementType!), item);
            if (value is null && _problems.Count == found)
                Report(start, item, "an item of a list is empty: write a value or leave the item out");
            items.Add(value);
        }

        return items;
    }

    /// <summary>Reads the keys of a mapping whose start is consumed; <paramref name="readValue"/> consumes the value of each.</summary>
    private void ReadKeys(Func<string, FieldPath> path, Action<Scalar, FieldPath> readValue)
    {
        var lines = new Dictionary<string, long>(StringComparer.Ordinal);
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            if (!_parser.TryConsume<Scalar>(out var key))
            {
                Report(_parser.Current!.Start, path(""), "a name is expected before the colon, not a list or fields");
                _parser.SkipThisAndNestedEvents();
                _parser.SkipThisAndNestedEvents();
                continue;
            }

            // The parser pairs names and values wrongly after a colon without a name, so nothing that follows can be trusted.
            if (key.Value.Length == 0 && key.Style == ScalarStyle.Plain)
            {
                var colon = key.Start.Index > 0 ? key.Start : _parser.Current!.Start;
                throw new YamlException(colon, colon, "a colon without a name before it");
            }

            var field = path(key.Value);
            if (lines.TryAdd(key.Value, key.Start.Line))
            {
                _marks.Add(field, key.Start);
                readValue(key, field);
                continue;
            }

            Report(key.Start, field, $"\"{key.Value}\" is written twice: it is on line {lines[key.Value]} already");
            _parser.SkipThisAndNestedEvents();
        }
    }

    private JsonNode? RefuseKind(FieldPath at, string expected, string right)
    {
        var found = _parser.Current switch
        {
            Scalar scalar => $"the value \"{scalar.Value}\"",
            SequenceStart => "a list",
            _ => "fields",
        };
        return Refuse(at, $"{expected} expected, {found} found: write {right}");
    }

    private JsonNode? Refuse(FieldPath at, string message)
    {
        Report(_parser.Current!.Start, at, message);
        _parser.SkipThisAndNestedEvents();
        return null;
    }

    private void Report(Mark mark, FieldPath at, string message) => _problems.Add(MarkMap.Problem(mark, at, message));

    private static bool IsNothing(Scalar scalar) => scalar.Style == ScalarStyle.Plain && MeshFileWriter.ReadsAsNothing(scalar.Value);

    private static bool IsOneOrMore(JsonPropertyInfo property) => property.AttributeProvider?.IsDefined(typeof(OneOrMoreAttribute), false) ?? false;

    private static JsonTypeInfo Shape(Type type) =>
        MeshJson.Default.GetTypeInfo(type) ?? throw new InvalidOperationException($"{type} is no part of the mesh");
}
