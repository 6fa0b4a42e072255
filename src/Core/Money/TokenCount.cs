namespace BudgetMesh;

/// <summary>A number of tokens of one request, from 0 to <see cref="Limits.TokensPerRequestMax"/>.</summary>
public readonly record struct TokenCount : IComparable<TokenCount>
{
    /// <exception cref="ArgumentOutOfRangeException">The count is negative or absurd: it came from a broken counter and must not be priced.</exception>
    public TokenCount(long value)
    {
        if (!IsValid(value))
            throw new ArgumentOutOfRangeException(nameof(value), value, $"a token count is from 0 to {Limits.TokensPerRequestMax}");
        Value = value;
    }

    public long Value { get; }

    public static TokenCount Zero => default;

    public static bool IsValid(long value) => value is >= 0 and <= Limits.TokensPerRequestMax;

    public static bool operator <(TokenCount left, TokenCount right) => left.Value < right.Value;

    public static bool operator >(TokenCount left, TokenCount right) => left.Value > right.Value;

    public static bool operator <=(TokenCount left, TokenCount right) => left.Value <= right.Value;

    public static bool operator >=(TokenCount left, TokenCount right) => left.Value >= right.Value;

    public int CompareTo(TokenCount other) => Value.CompareTo(other.Value);

    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
