namespace BudgetMesh.Routing;

/// <summary>
/// Where something stands in a mesh: fields joined by dots, items of lists by index, and keys that the operator chose as
/// they are, or as <c>['jo.doe']</c> where they hold a character of this notation.
/// </summary>
public readonly record struct FieldPath
{
    private static readonly System.Buffers.SearchValues<char> Notation = System.Buffers.SearchValues.Create(".[]'");
    private readonly string? _text;

    private FieldPath(string text) => _text = text;

    /// <summary>The mesh itself.</summary>
    public static FieldPath Root => default;

    /// <summary>What this is part of, or null for <see cref="Root"/>.</summary>
    public FieldPath? Parent
    {
        get
        {
            var text = ToString();
            if (text.Length == 0)
                return null;
            var cut = text.EndsWith("']", StringComparison.Ordinal)
                ? text.LastIndexOf("['", StringComparison.Ordinal)
                : text.LastIndexOfAny(['.', '[']);
            return new FieldPath(text[..Math.Max(cut, 0)]);
        }
    }

    /// <summary>A path that was written by <see cref="ToString"/>.</summary>
    public static FieldPath Of(string text) => new(text);

    public FieldPath Field(string name) => new(ToString().Length == 0 ? name : $"{this}.{name}");

    public FieldPath Key(string key) => key.AsSpan().ContainsAny(Notation) ? new($"{this}['{key}']") : Field(key);

    public FieldPath Item(int index) => new(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{this}[{index}]"));

    public override string ToString() => _text ?? "";
}
