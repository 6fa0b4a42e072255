using System.Collections.Frozen;
using System.Text.Json;

namespace BudgetMesh.Wire;

/// <summary>The values of an enum as words of the wire: <c>BudgetExceeded</c> is <c>budget_exceeded</c>.</summary>
public sealed class WireNames<T>
    where T : struct, Enum
{
    private readonly FrozenDictionary<T, string> _names = Enum.GetValues<T>().ToFrozenDictionary(value => value, value => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()));
    private readonly FrozenDictionary<string, T> _values;

    public WireNames() => _values = _names.ToFrozenDictionary(named => named.Value, named => named.Key);

    public string ToWire(T value) => _names[value];

    /// <exception cref="FormatException">Not one of the words; the message lists them.</exception>
    public T ToCore(string name) => _values.TryGetValue(name, out var value)
        ? value
        : throw new FormatException($"\"{name}\" is none of {string.Join(", ", _names.Values)}");
}
