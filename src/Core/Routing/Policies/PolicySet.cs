using System.Collections.Immutable;
using System.Numerics;

namespace BudgetMesh.Routing;

/// <summary>
/// The rules that the requests of a scope obey, nearest scope first. Of those that match and say where to go (ladder, start,
/// floor) the first decides; of those that match and say what alone may be used, all hold: a privacy boundary cannot be undone
/// by a rule that stands before it. Matching allocates nothing.
/// </summary>
public sealed class PolicySet
{
    private readonly PolicyRule[] _rules;
    private readonly MatchPlan[] _matches;
    private readonly ulong _shadow;
    private readonly ulong _routing;
    private readonly ulong _bounding;

    internal PolicySet(ImmutableArray<PolicyRule> rules)
    {
        Rules = rules;
        _rules = [.. rules];
        _matches = [.. rules.Select(static rule => rule.Match)];
        (_shadow, _routing, _bounding) = (Bits(static rule => rule.IsShadow), Bits(static rule => rule.Routes), Bits(static rule => rule.Bounds));
    }

    public static PolicySet Empty { get; } = new([]);

    /// <summary>At most <see cref="Limits.PoliciesPerScopeMax"/>.</summary>
    public ImmutableArray<PolicyRule> Rules { get; }

    public bool IsEmpty => _rules.Length == 0;

    /// <summary>The rules that match, shadow rules included.</summary>
    public RuleBits Match(in Request request)
    {
        var matched = 0UL;
        for (var i = 0; i < _matches.Length; i++)
        {
            if (_matches[i].Matches(request))
                matched |= 1UL << i;
        }

        return new RuleBits(matched);
    }

    /// <summary>What of <paramref name="matched"/> is enforced.</summary>
    public RuleBits Enforced(RuleBits matched) => new(matched.Bits & ~_shadow);

    /// <summary>The rule that says where to go; null where none does.</summary>
    public PolicyRule? Router(RuleBits rules) => First(rules.Bits & _routing);

    /// <summary>The rules that say what alone may be used.</summary>
    public RuleBits Bounding(RuleBits rules) => new(rules.Bits & _bounding);

    /// <summary>Both lead to the same: the same rule says where to go, and the same say what alone may be used.</summary>
    public bool AreAlike(RuleBits one, RuleBits other) => ReferenceEquals(Router(one), Router(other)) && Bounding(one) == Bounding(other);

    /// <summary>The name for a decision: of the rule that says where to go, else of the first boundary, else null.</summary>
    public string? NameOf(RuleBits rules) => (Router(rules) ?? First(rules.Bits & _bounding))?.Name;

    /// <summary>The rules that had a say, in their order, with commas; "" for none. Allocates.</summary>
    public string NamesOf(RuleBits rules)
    {
        var router = Router(rules);
        return string.Join(", ", Of(rules).Where(rule => rule.Bounds || ReferenceEquals(rule, router)).Select(static rule => rule.Name));
    }

    /// <summary>The rules themselves, in their order. Allocates.</summary>
    public IEnumerable<PolicyRule> Of(RuleBits rules) => _rules.Where((_, i) => (rules.Bits >> i & 1) != 0);

    private PolicyRule? First(ulong bits) => bits == 0 ? null : _rules[BitOperations.TrailingZeroCount(bits)];

    private ulong Bits(Func<PolicyRule, bool> has) =>
        _rules.Select((rule, i) => has(rule) ? 1UL << i : 0).Aggregate(0UL, static (bits, bit) => bits | bit);
}

/// <summary>Some rules of a <see cref="PolicySet"/>, a bit each, in its order.</summary>
public readonly record struct RuleBits(ulong Bits)
{
    public bool IsEmpty => Bits == 0;
}
