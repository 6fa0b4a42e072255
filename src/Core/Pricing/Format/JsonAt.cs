using System.Text.Json;

namespace BudgetMesh.Pricing;

/// <summary>A value of a JSON document together with where it is, so that whoever does not like it can say so.</summary>
internal readonly record struct JsonAt(JsonElement Value, string Path)
{
    public PriceBookException Wrong(string problem) => new(Path, problem);

    public JsonAt Required(string key) =>
        Optional(key) ?? throw Wrong($"\"{key}\" is missing");

    /// <summary>The member, or null where it is absent or null.</summary>
    public JsonAt? Optional(string key)
    {
        Expect(JsonValueKind.Object, "an object");
        return Value.TryGetProperty(key, out var member) && member.ValueKind != JsonValueKind.Null ? new JsonAt(member, $"{Path}.{key}") : null;
    }

    /// <summary>The members that are not null, in order.</summary>
    /// <exception cref="PriceBookException">Not an object, or a key is there twice.</exception>
    public IEnumerable<(string Key, JsonAt Member)> Members()
    {
        Expect(JsonValueKind.Object, "an object");
        return Walk(this);

        static IEnumerable<(string, JsonAt)> Walk(JsonAt parent)
        {
            var seen = new HashSet<string>();
            foreach (var member in parent.Value.EnumerateObject())
            {
                var at = new JsonAt(member.Value, $"{parent.Path}.{member.Name}");
                if (!seen.Add(member.Name))
                    throw at.Wrong("the key is there twice; once is right");
                if (member.Value.ValueKind != JsonValueKind.Null)
                    yield return (member.Name, at);
            }
        }
    }

    public IEnumerable<JsonAt> Items()
    {
        Expect(JsonValueKind.Array, "an array");
        var path = Path;
        return Value.EnumerateArray().Select((item, index) => new JsonAt(item, $"{path}[{index}]"));
    }

    /// <summary>Refuses members of other names: an unknown field may change what a price means.</summary>
    public JsonAt Only(params string[] keys)
    {
        foreach (var (key, member) in Members())
        {
            if (!keys.Contains(key))
                throw member.Wrong($"unknown field \"{key}\"; known are {string.Join(", ", keys)}");
        }

        return this;
    }

    public string Text()
    {
        Expect(JsonValueKind.String, "a text");
        var text = Value.GetString()!;
        return text.Length > 0 ? text : throw Wrong("the text is empty");
    }

    public bool Boolean() => Value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Wrong($"{Found} where true or false belongs"),
    };

    /// <summary>A whole number from 0 up.</summary>
    public long Count()
    {
        Expect(JsonValueKind.Number, "a number");
        return Value.TryGetInt64(out var count) && count >= 0 ? count : throw Wrong($"{Value.GetRawText()} is not a whole number from 0 up");
    }

    /// <summary>A number as it is written, digit by digit.</summary>
    public string Number()
    {
        Expect(JsonValueKind.Number, "a number");
        return Value.GetRawText();
    }

    private string Found => Value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "true or false",
    };

    private void Expect(JsonValueKind kind, string name)
    {
        if (Value.ValueKind != kind)
            throw Wrong($"{Found} where {name} belongs");
    }
}
