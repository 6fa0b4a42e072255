namespace BudgetMesh.Lending;

/// <summary>
/// One life of one gateway process. A restarted gateway is a new incarnation and starts with nothing: the rights of the
/// old one stay charged until somebody who knows gives them back. At most <see cref="LengthMax"/> letters, digits, <c>- _ .</c>.
/// </summary>
public readonly record struct Incarnation
{
    public const int LengthMax = 64;

    /// <exception cref="FormatException">The text is empty, too long, or has other characters.</exception>
    public Incarnation(string value)
    {
        if (!IsOne(value))
            throw new FormatException($"\"{value}\" is not an incarnation: 1 to {LengthMax} letters, digits, - _ .");
        Value = value;
    }

    public string Value { get; }

    public static bool IsOne(ReadOnlySpan<char> text) => text.Length is > 0 and <= LengthMax && !text.ContainsAnyExcept(Allowed);

    public override string ToString() => Value;

    private static readonly System.Buffers.SearchValues<char> Allowed =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.");
}
