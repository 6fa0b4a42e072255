using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.Serialization;

namespace BudgetMesh.Deploy.Tests;

/// <summary>A part of a YAML document, found by the names on the way to it. What is not there fails with its path.</summary>
internal sealed record YamlNode(object? Value, string Path)
{
    public YamlNode this[string name] => Map.TryGetValue(name, out var value) ? new(value, $"{Path}.{name}") : throw new KeyNotFoundException($"{Path} has no {name}");

    public YamlNode this[int place] => Items[place];

    public IReadOnlyList<YamlNode> Items => [.. ((List<object?>)Value!).Select((item, place) => new YamlNode(item, $"{Path}[{place}]"))];

    public IReadOnlyList<string> Names => [.. Map.Keys.Cast<string>()];

    /// <summary>A scalar as it is written.</summary>
    public string Text => (string)Value!;

    public long Number => long.Parse(Text, CultureInfo.InvariantCulture);

    public IReadOnlyList<string> Texts => [.. Items.Select(static item => item.Text)];

    public IReadOnlyDictionary<string, string> Pairs => Names.ToDictionary(static name => name, name => this[name].Text);

    private Dictionary<object, object?> Map => (Dictionary<object, object?>)Value!;

    public bool Has(string name) => Map.ContainsKey(name);

    public static IReadOnlyList<YamlNode> ReadAll(string file)
    {
        var reader = new DeserializerBuilder().WithDuplicateKeyChecking().Build();
        var parser = new Parser(new StringReader(File.ReadAllText(file)));
        List<YamlNode> documents = [];
        parser.Consume<StreamStart>();
        while (parser.Accept<DocumentStart>(out _))
            documents.Add(new YamlNode(reader.Deserialize<object>(parser), System.IO.Path.GetFileName(file)));
        return documents;
    }
}
