using System.Globalization;
using System.Numerics;

namespace BudgetMesh;

/// <summary>
/// An amount of US dollars, counted in nano-dollars (10⁻⁹ USD) in a <see cref="long"/>: exact, and never a float.
/// Range ± 9.2 billion USD; every operation that leaves it throws <see cref="OverflowException"/>. On the wire a
/// decimal string such as <c>"12.500000001"</c>.
/// </summary>
public readonly record struct Money(long NanoUsd) : IComparable<Money>
{
    /// <summary>Nano-dollars in one US dollar.</summary>
    public const long NanosPerUsd = 1_000_000_000;

    public static Money Zero => default;

    public static Money FromUsd(long usd) => new(checked(usd * NanosPerUsd));

    public static Money operator +(Money left, Money right) => new(checked(left.NanoUsd + right.NanoUsd));

    public static Money operator -(Money left, Money right) => new(checked(left.NanoUsd - right.NanoUsd));

    public static Money operator -(Money value) => new(checked(-value.NanoUsd));

    public static Money operator *(Money value, long factor) => new(checked(value.NanoUsd * factor));

    public static bool operator <(Money left, Money right) => left.NanoUsd < right.NanoUsd;

    public static bool operator >(Money left, Money right) => left.NanoUsd > right.NanoUsd;

    public static bool operator <=(Money left, Money right) => left.NanoUsd <= right.NanoUsd;

    public static bool operator >=(Money left, Money right) => left.NanoUsd >= right.NanoUsd;

    public int CompareTo(Money other) => NanoUsd.CompareTo(other.NanoUsd);

    /// <summary>
    /// Reads a plain decimal number of dollars: digits, at most one point, at most nine decimals, an optional leading minus.
    /// No exponent, no thousands separators, no currency sign.
    /// </summary>
    /// <exception cref="FormatException">The text is not such a number; the message says what would be.</exception>
    public static Money Parse(string text) =>
        TryParse(text, out var money, out var problem) ? money : throw new FormatException(problem);

    /// <summary>As <see cref="Parse"/>; on failure <paramref name="problem"/> is a sentence for the person who wrote the text.</summary>
    public static bool TryParse(string text, out Money money, out string problem)
    {
        money = default;
        problem = "";
        var digits = text.AsSpan();
        var negative = digits.StartsWith("-");
        if (negative)
            digits = digits[1..];
        var point = digits.IndexOf('.');
        var whole = point < 0 ? digits : digits[..point];
        var fraction = point < 0 ? [] : digits[(point + 1)..];
        if (whole.IsEmpty || (point >= 0 && fraction.IsEmpty) || whole.ContainsAnyExceptInRange('0', '9') || fraction.ContainsAnyExceptInRange('0', '9'))
        {
            problem = $"\"{text}\" is not an amount of USD: write a plain decimal such as 12.50";
            return false;
        }

        if (fraction.Length > 9)
        {
            problem = $"\"{text}\" has {fraction.Length} decimals: an amount has at most 9 (a nano-dollar)";
            return false;
        }

        var nanos = BigInteger.Parse(whole, NumberStyles.None, CultureInfo.InvariantCulture) * NanosPerUsd;
        if (!fraction.IsEmpty)
            nanos += long.Parse(fraction, NumberStyles.None, CultureInfo.InvariantCulture) * PowerOfTen(9 - fraction.Length);
        if (nanos > long.MaxValue)
        {
            problem = $"\"{text}\" is more than can be counted: the largest amount is {new Money(long.MaxValue)} USD";
            return false;
        }

        money = new Money(negative ? -(long)nanos : (long)nanos);
        return true;
    }

    /// <summary>The shortest plain decimal that reads back as the same amount: <c>"12.5"</c>, <c>"0"</c>, <c>"-0.000000001"</c>.</summary>
    public override string ToString()
    {
        var nanos = (UInt128)Int128.Abs(NanoUsd);
        var whole = (ulong)(nanos / NanosPerUsd);
        var fraction = (ulong)(nanos % NanosPerUsd);
        var sign = NanoUsd < 0 ? "-" : "";
        return fraction == 0
            ? string.Create(CultureInfo.InvariantCulture, $"{sign}{whole}")
            : string.Create(CultureInfo.InvariantCulture, $"{sign}{whole}.{fraction:D9}").TrimEnd('0');
    }

    private static long PowerOfTen(int exponent)
    {
        var power = 1L;
        for (var i = 0; i < exponent; i++)
            power *= 10;
        return power;
    }
}
