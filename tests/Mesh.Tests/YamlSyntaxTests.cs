using FsCheck;
using FsCheck.Fluent;

namespace BudgetMesh.Mesh.Tests;

public sealed class YamlSyntaxTests
{
    [Theory]
    [InlineData("scopes: [acme", 2)] // where the file ends
    [InlineData("scopes:\n  acme:\n zone: x", 3)]
    [InlineData("defaults:\nscopes:\n\tacme: 1", 3)]
    [InlineData("defaults: \"open", 1)]
    [InlineData("a: b: c", 1)]
    [InlineData("a: 1\nb: \u0001", 2)]
    [InlineData("a: 1\n\0b: 2", 2)]
    [InlineData("scopes:\n  : 5", 2)]
    public void What_is_not_yaml_is_reported_with_its_line(string yaml, int line)
    {
        var problem = MeshText.ProblemsOf(yaml)[^1];
        problem.Message.ShouldStartWith("not YAML: ");
        problem.Line.ShouldBe(line, problem.ToString());
    }

    /// <summary>Texts on which the parser's own scanner fails in ways of its own.</summary>
    [Theory]
    [InlineData("scopes: {acme: eco&a ladders:\n  default:")]
    [InlineData("ladders:\n  default:\n    rungs: [a]*b\n    thresholds: []\n")]
    [InlineData("scopes:\n:\nprices:\n  book: x\n")]
    [InlineData("deployments:\n  - {id: a, tier: b\nconomy}\nladders:\n")]
    [InlineData("scopes: {\"\\uDC00\\uD800\": 1}")]
    [InlineData("scopes: {\"\\uD800\\uD800\": 1}")]
    public void Text_that_fits_nowhere_is_a_problem_and_no_crash(string yaml) => MeshText.ProblemsOf(yaml).ShouldNotBeEmpty();

    [Fact]
    public void Half_a_character_is_not_yaml() =>
        MeshText.ProblemsOf("# \ud83d").ShouldHaveSingleItem().ToString().ShouldStartWith("1:3: not YAML: the character U+D83D");

    [Fact]
    public void A_file_has_one_document()
    {
        var problem = MeshText.ProblemsOf($"{MeshText.Good}\n---\nscopes: {{}}\n").ShouldHaveSingleItem();
        problem.ToString().ShouldStartWith("23:1: a second document");
    }

    [Fact]
    public void An_alias_is_refused_even_where_it_would_grow_without_end() =>
        MeshText.ProblemsOf("scopes: &a {acme: *a, b: *a}").ShouldHaveSingleItem().Message.ShouldContain("aliases");

    [Fact]
    public void Nesting_has_a_limit() =>
        MeshText.ProblemsOf($"scopes: {new string('[', 100_000)}")[^1].Message.ShouldContain("too deeply");

    [Fact]
    public void No_text_crashes_the_reader() =>
        Prop.ForAll(Damage.ToArbitrary(), yaml => MeshFile.TryRead(yaml, out _, out _, out var problems) == (problems.Count == 0))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    /// <summary>A good file with a piece cut out and something put in its place.</summary>
    private static Gen<string> Damage =>
        from start in Gen.Choose(0, MeshText.Good.Length)
        from length in Gen.Choose(0, 12)
        from put in Gen.Elements("", "[", "]", "{", "}", ":", "- ", "\n", "  ", "&a ", "*a", "!!x ", "\"", "'", "|\n", "? ", "%", "#", "\t", "\0", "null", ", ", "---\n", "...\n")
        select string.Concat(MeshText.Good.AsSpan(0, start), put, MeshText.Good.AsSpan(Math.Min(start + length, MeshText.Good.Length)));
}
