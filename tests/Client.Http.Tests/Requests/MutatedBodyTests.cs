using FsCheck;
using FsCheck.Fluent;

namespace BudgetMesh.Http.Tests.Requests;

public sealed class MutatedBodyTests
{
    private static readonly byte[] Good = """
        {"model":"gpt-5","stream":true,"n":2,"max_tokens":100,"stream_options":{"include_usage":false,"x":[1]},"metadata":{"budgetmesh_task":"t"},
        "tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object"}}}],"messages":[{"role":"user","content":"Gr\u00fc\u00dfe \ud83d\ude00"}]}
        """.Utf8();

    private static readonly Gen<byte[]> Mutated =
        from edits in (from at in Gen.Choose(0, Good.Length - 1) from kind in Gen.Choose(0, 3) from value in Gen.Choose(0, 255) select (at, kind, value)).ListOf()
        select Mutate(edits.Take(4));

    [Fact]
    public void No_bytes_make_it_throw_and_what_it_accepts_it_rewrites_to_json() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(5_000), Prop.ForAll(Mutated.ToArbitrary(), Gen.Elements(Enum.GetValues<Dialect>()).ToArbitrary(), (body, dialect) =>
        {
            if (!ProviderRequest.TryRead(dialect, body, out var request, out var problem))
            {
                problem.ShouldNotBeEmpty();
                return;
            }

            var rewritten = request.Rewrite("other", new TokenCount(1_234));
            ProviderRequest.TryRead(dialect, rewritten, out var again, out problem).ShouldBeTrue(problem);
            again.Model.ShouldBe("other");
            again.OutputBound?.Value.ShouldBe(1_234 / again.Choices);
            again.MustAskForUsage.ShouldBeFalse();
        }));

    private static byte[] Mutate(IEnumerable<(int At, int Kind, int Value)> edits)
    {
        var body = Good.ToList();
        foreach (var (at, kind, value) in edits)
        {
            var place = Math.Min(at, body.Count - 1);
            if (kind == 0)
                body[place] = (byte)value;
            else if (kind == 1)
                body.Insert(place, (byte)"{}[]\",:0e\\"[value % 10]);
            else if (kind == 2)
                body.RemoveAt(place);
            else
                body.RemoveRange(place, Math.Min(value, body.Count - place - 1));
        }

        return [.. body];
    }
}
