namespace BudgetMesh.Cli.Tests;

public sealed class LimitCommandTests : WithSilo
{
    private static readonly string Mesh =
        TestMesh.Yaml
            .Replace("{id: a/large, tier: premium}", "{id: a/large, tier: premium, capacity: [{rate: 6000 tokens per minute}]}", StringComparison.Ordinal)
            .Replace("prices:", "    limits:\n      - {rate: 600 requests per minute}\nreservations:\n  - {name: half, scope: acme/chat, deployment: a/large, amounts: 50%}\nprices:", StringComparison.Ordinal);

    private static readonly string[] Launch = ["launch", "--scope", "acme/chat", "--deployment", "a/large", "--amount"];

    [Fact]
    public async Task Limits_and_capacity_are_listed()
    {
        await ApplyAsync();

        (await Run("limits")).Out.ShouldContain("acme/chat  requests  requests/min  600");
        (await Run("limits", "--scope", "acme/chat", "--json")).Json.GetProperty("scopes")[0].GetProperty("limits")[0].GetProperty("burst").GetInt64().ShouldBe(100);
        var capacity = (await Run("capacity")).Out;
        capacity.ShouldContain("a/large     closed   tokens  tokens/min");
        capacity.ShouldContain("a/small     closed           not limited");
        var one = await Run("capacity", "--deployment", "a/large");
        one.Out.ShouldContain("tokens  acme/chat  normal    1       3000");
        (await Run("capacity", "--deployment", "a/none")).ExitCode.ShouldBe(ExitCode.Refused);
        (await Run("limits", "--scope", "UPPER")).ExitCode.ShouldBe(ExitCode.Usage);
    }

    [Fact]
    public async Task Reservations_are_tried_added_listed_and_removed()
    {
        await ApplyAsync();

        (await Run(["reservations", "check", .. Launch, "4000 tokens per minute"])).ShouldSatisfyAllConditions(
            run => run.ExitCode.ShouldBe(ExitCode.ProblemFound),
            run => run.Out.ShouldContain("throughout its time 3000 of tokens would fit"));
        (await Run(["reservations", "check", .. Launch, "3000 tokens per minute"])).ShouldSatisfyAllConditions(
            run => run.ExitCode.ShouldBe(ExitCode.Ok, run.Error),
            run => run.Out.Trim().ShouldBe("it fits"));
        (await Run(["reservations", "check", .. Launch, "4000 tokens per minute", "--json"])).Json.GetProperty("refusal").GetProperty("fitting")[0].GetProperty("amount").GetInt64().ShouldBe(3000);
        (await Run(["reservations", "add", .. Launch, "4000 tokens per minute"])).ShouldSatisfyAllConditions(
            run => run.ExitCode.ShouldBe(ExitCode.Refused),
            run => run.Error.ShouldContain("launch does not fit"));
        (await Run(["reservations", "add", .. Launch, "1000 tokens per minute", "--every", "weekdays", "--hours", "09:00-17:00", "--zone", "Europe/Berlin"])).ShouldSatisfyAllConditions(
            run => run.ExitCode.ShouldBe(ExitCode.Ok, run.Error),
            run => run.Out.ShouldContain("version 2 of the mesh is in force"));

        var listed = (await Run("reservations", "list")).Out;
        listed.ShouldContain("3000 tokens/min");
        listed.ShouldContain("weekdays 09:00-17:00 Europe/Berlin");
        (await Run("reservations", "list", "--json")).Json.GetProperty("reservations").GetArrayLength().ShouldBe(2);
        (await Run("reservations", "remove", "launch", "--json")).Json.GetProperty("version").GetInt64().ShouldBe(3);
        (await Run("reservations", "remove", "launch")).ExitCode.ShouldBe(ExitCode.Refused);
    }

    [Fact]
    public async Task What_a_reservation_cannot_be_is_said_by_its_field()
    {
        await ApplyAsync();

        (await Run(["reservations", "add", .. Launch, "1000 USD"])).ShouldSatisfyAllConditions(
            run => run.ExitCode.ShouldBe(ExitCode.Refused),
            run => run.Error.ShouldContain("amounts[0]:"));
        (await Run(["reservations", "add", .. Launch, "1%", "--from", "tomorrow"])).ExitCode.ShouldBe(ExitCode.Usage);
    }

    private async Task ApplyAsync()
    {
        var run = await Run("apply", "-f", Write("mesh.yaml", Mesh));
        run.ExitCode.ShouldBe(ExitCode.Ok, run.Error);
    }
}
