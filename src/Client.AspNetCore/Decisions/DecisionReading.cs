using BudgetMesh.Pricing;
using BudgetMesh.Routing;
using BudgetMesh.Wire;

namespace BudgetMesh.AspNetCore;

/// <summary>From what was sent to what the gate takes. What cannot be right is told with the member that it is in.</summary>
internal static class DecisionReading
{
    private static readonly WireNames<CacheWrites> CacheWriteNames = new();

    /// <exception cref="ApiError">A member cannot be right, or the caller may not speak for the scope.</exception>
    public static Request ToCore(this DecisionRequest wire, DecisionCaller caller) => new(ScopeOf(wire.Scope, caller), Tokens(wire.InputTokens, "input_tokens"))
    {
        OutputBound = wire.MaxOutputTokens is { } bound ? Tokens(bound, "max_output_tokens") : null,
        Ladder = wire.Ladder,
        Task = LabelOf(wire.Task, "task"),
        Priority = wire.Priority is { } priority ? Word(WireMapping.Priorities, priority, "priority") : Priority.Normal,
        IsDeferrable = wire.Deferrable,
        DataClass = LabelOf(wire.DataClass, "data_class"),
        Caller = LabelOf(wire.Caller, "caller"),
        CacheWrites = wire.CacheWrites is { } writes ? Word(CacheWriteNames, writes, "cache_writes") : CacheWrites.None,
    };

    /// <summary>Whom a call is for: as it says, else the caller's own scope.</summary>
    /// <exception cref="ApiError">It says none and the caller has none, or the caller may not speak for it.</exception>
    public static ScopePath ScopeOf(string? text, DecisionCaller caller)
    {
        if (text is null)
            return caller.Scope ?? throw ApiError.Invalid("say who pays, such as acme/search: this caller may speak for every scope and has none of its own", "scope");
        if (!ScopePath.TryParse(text, out var scope, out var problem))
            throw ApiError.Invalid(problem, "scope");
        return caller.MaySpeakFor(scope) ? scope : throw ApiError.NotFor(scope, caller);
    }

    public static TokenCount Tokens(long count, string member) =>
        TokenCount.IsValid(count) ? new TokenCount(count) : throw ApiError.Invalid($"{count} is not a number of tokens: from 0 to {Limits.TokensPerRequestMax}", member);

    private static string? LabelOf(string? text, string member) =>
        text is null || Label.IsValid(text) ? text : throw ApiError.Invalid($"\"{text}\" is no {member}: write 1 to {Limits.LabelLengthMax} lower-case letters, digits and - _ . / : @", member);

    private static T Word<T>(WireNames<T> names, string word, string member)
        where T : struct, Enum
    {
        try
        {
            return names.ToCore(word);
        }
        catch (FormatException unknown)
        {
            throw ApiError.Invalid(unknown.Message, member);
        }
    }
}
