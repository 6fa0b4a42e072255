using FsCheck;
using FsCheck.Fluent;

namespace BudgetMesh.Http.Tests.Requests;

/// <summary>A chat's body with members in any order, spaces anywhere, and values that no rewriting may touch.</summary>
internal sealed record RandomBody(string Text, bool IsStream, bool HasBound)
{
    public const string Model = "first", Bound = "123456", UsageAdded = "\"stream_options\":{\"include_usage\":true},", BoundAdded = "\"max_completion_tokens\":77,";

    private static readonly Gen<string> Space = Gen.Elements("", " ", "\n", "\t ", "\r\n");

    private static readonly Gen<string> Value = Gen.Elements(
        "1.50", "-0e5", "\"\"", "\"\\u00e9\\n\"", "\"Grüße 你好\"", "[ 1 ,2]", "{}", "{\"model\":\"inner\",\"max_tokens\":1}", "null", "\"first\"", "[[[{}]]]", "true");

    public static Gen<RandomBody> Any { get; } =
        from others in Value.ListOf().Select(values => values.Take(8).ToList())
        from isStream in Gen.Elements(true, false)
        from bound in Gen.Elements("none", "max_tokens", "max_completion_tokens")
        from space in Space
        from order in Gen.Shuffle(Members(others, isStream, bound).ToArray())
        select new RandomBody($"{space}{{{space}{string.Join($"{space},{space}", order.Select(member => $"\"{member.Name}\"{space}:{space}{member.Value}"))}{space}}}{space}", isStream, bound != "none");

    public override string ToString() => Text;

    private static IEnumerable<(string Name, string Value)> Members(List<string> others, bool isStream, string bound) =>
    [
        ("model", $"\"{Model}\""),
        .. isStream ? [("stream", "true")] : Array.Empty<(string, string)>(),
        .. bound == "none" ? Array.Empty<(string, string)>() : [(bound, Bound)],
        .. others.Select((value, index) => ($"other{index}", value)),
    ];
}
