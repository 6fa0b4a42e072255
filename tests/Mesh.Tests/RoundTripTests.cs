using System.Text.Json;
using BudgetMesh.Pricing;
using BudgetMesh.Routing;
using FsCheck;
using FsCheck.Fluent;

namespace BudgetMesh.Mesh.Tests;

public sealed class RoundTripTests
{
    [Fact]
    public void A_mesh_that_is_written_reads_back_as_itself()
    {
        MeshFile.TryRead(MeshText.Good, out var config, out _, out _).ShouldBeTrue();
        var yaml = MeshFile.Write(config!);
        yaml.ShouldContain("  acme:\n    budgets:\n    - name: month\n      amount: 100 USD\n");
        MeshFile.TryRead(yaml, out var again, out _, out var problems).ShouldBeTrue(string.Join('\n', problems));
        Json(again!).ShouldBe(Json(config!));
    }

    [Fact]
    public void Patterns_are_written_so_that_no_star_is_an_alias()
    {
        MeshFile.TryRead(MeshText.Good.Replace("  acme/x:", "  acme/x:\n  \"*/team-*\": {forget_after: 240h, budgets: [{name: total, amount: 5 USD, period: total}]}", StringComparison.Ordinal), out var config, out _, out var wrong)
            .ShouldBeTrue(string.Join('\n', wrong));
        MeshFile.TryRead(MeshFile.Write(config!), out var again, out var plan, out var problems).ShouldBeTrue(string.Join('\n', problems));
        Json(again!).ShouldBe(Json(config!));
        plan!.Patterns.ShouldHaveSingleItem().Pattern.Text.ShouldBe("*/team-*");
    }

    /// <summary>Model names, price texts and the book's file name are free text: they may hold whatever YAML gives a meaning to.</summary>
    [Fact]
    public void Any_text_survives_the_way_there_and_back() =>
        Prop.ForAll(Meshes.ToArbitrary(), config =>
        {
            var yaml = MeshFile.Write(config);
            MeshFile.TryRead(yaml, out var again, out _, out var problems).ShouldBeTrue($"{string.Join('\n', problems)}\n{yaml}");
            Json(again!).ShouldBe(Json(config));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    private static Gen<string> Text => Gen.Frequency(
        (2, Gen.Elements("", "~", "null", "true", "5", "0x1F", "1e3", "- a", "a: b", "a #b", "#a", "*a", "&a", "!a", "%a", "@a", "`a", "[a]", "{a}", "'", "\"", "|", ">", "? a", "---", "...", "=", "<<", " a ", "\n", "a\nb\n", "\t", "ü", "漢", "😀", "\u0007", "\u0085", "\u2028", "\ufeff")),
        (1, Gen.Elements("abc :#-[]{},&*!|>'\"%@`\n\t\\~=?".ToCharArray()).ArrayOf().Select(letters => new string(letters))));

    private static Gen<string?> Maybe(Gen<string> text) => Gen.OneOf(text.Select(value => (string?)value), Gen.Constant((string?)null));

    private static Gen<MeshConfig> Meshes =>
        from models in Text.ArrayOf()
        from flavor in Maybe(Text)
        from book in Maybe(Text)
        from prices in Maybe(Text).ArrayOf()
        from ladderName in Text
        from amount in Gen.Choose(1, 1_000_000)
        from enforcement in Gen.Elements<string?>("hard", "soft", "shadow", null)
        from zone in Gen.Elements<string?>("Europe/Berlin", "Etc/GMT+5", null)
        select new MeshConfig
        {
            Deployments = [.. models.Append("m").Select((model, i) => new DeploymentConfig { Id = $"p/{i}", Model = model, Tier = "local", ApiFlavor = flavor }).Take(10)],
            Ladders = new Dictionary<string, LadderConfig> { [ladderName] = new() { Rungs = ["local"] }, ["default"] = new() { Rungs = ["p/0"], Thresholds = [] } },
            Scopes = new Dictionary<string, ScopeConfig>
            {
                ["acme"] = new() { Ladder = ladderName, Budgets = [new() { Name = "m", Amount = $"{amount} tokens", Period = "month", Pacing = zone is null ? "on" : null, Zone = zone, Enforcement = enforcement, FiscalStart = new() { Day = "31" } }] },
                ["acme/1.5"] = new(),
            },
            Prices = new() { Book = book, Overlay = [.. prices.Select(price => new PriceOverlayConfig { Provider = "p", Model = "m", InputMtok = price })] },
        };

    private static string Json(MeshConfig config) => JsonSerializer.Serialize(config, MeshJson.Default.MeshConfig);
}
