using BudgetMesh.Capacity;
using BudgetMesh.Routing;
using NodaTime;

namespace BudgetMesh.Tests;

public sealed class ReservationProblemTests
{
    private static readonly ReservationConfig Good = CapacityMesh.Launch;

    [Fact]
    public void A_reservation_has_amounts_by_limit_and_a_span()
    {
        var launch = CapacityMesh.Deployment(Good).Reservations.ShouldHaveSingleItem();
        (launch.Name, launch.Scope.Value, launch.Deployment).ShouldBe(("launch", "acme/search", CapacityMesh.Us));
        launch.Amounts.ShouldBe([new("tokens", 1_000_000), new("concurrent", 32)]);
        launch.Span.ShouldBe(new ReservationSpan(Instant.FromUtc(2026, 12, 1, 8, 0), Instant.FromUtc(2026, 12, 2, 23, 0), null));
        (launch.Of("tokens"), launch.Of("requests")).ShouldBe((1_000_000, 0));
    }

    [Fact]
    public void A_share_is_of_every_limit_and_rounded_down() =>
        CapacityMesh.Deployment(Good with { Amounts = ["50%"] }).Reservations[0].Amounts.ShouldBe([new("tokens", 1_000_000), new("concurrent", 32)]);

    [Fact]
    public void Hours_repeat_by_the_clock_of_a_zone_else_of_the_scope()
    {
        var office = Good with { From = null, Until = null, Every = ["weekdays"], Hours = "09:00-17:00" };
        var hours = Span(office).Hours.ShouldNotBeNull();
        (hours.StartMinute, hours.LengthMinutes, hours.Zone.Id).ShouldBe((540, 480, "Europe/Berlin"));
        hours.Days.ShouldBe([IsoDayOfWeek.Monday, IsoDayOfWeek.Tuesday, IsoDayOfWeek.Wednesday, IsoDayOfWeek.Thursday, IsoDayOfWeek.Friday]);
        Span(office with { Zone = "America/New_York" }).Hours!.Zone.Id.ShouldBe("America/New_York");
        Span(office with { Scope = "globex" }).Hours!.Zone.ShouldBe(DateTimeZone.Utc);
        Span(office with { Every = ["sunday", "friday"], Hours = "22:00-06:00" }).Hours!.LengthMinutes.ShouldBe(480);
        Span(office with { Every = ["sunday", "friday"], Hours = null }).Hours!.Days.ShouldBe([IsoDayOfWeek.Friday, IsoDayOfWeek.Sunday]);
        Span(office with { Every = ["daily"], Hours = "00:00-24:00" }).ShouldBe(ReservationSpan.Always);
        Span(Good with { From = null, Until = null }).ShouldBe(ReservationSpan.Always);
    }

    public static TheoryData<string, string, ReservationConfig> Wrong => new()
    {
        { "name", "a reservation needs a name", Good with { Name = null } },
        { "name", "is not a name", Good with { Name = "The Launch" } },
        { "scope", "a reservation needs its scope", Good with { Scope = null } },
        { "scope", "\"acme/serch\" is no configured scope: did you mean acme/search?", Good with { Scope = "acme/serch" } },
        { "scope", "\"acme/chat/run-*\" is no configured scope", Good with { Scope = "acme/chat/run-*" } },
        { "scope", "is no configured scope", Good with { Scope = "acme/chat/run-1" } },
        { "deployment", "a reservation needs its deployment", Good with { Deployment = null } },
        { "deployment", "unknown deployment \"openai/gpt-5\"", Good with { Deployment = "openai/gpt-5" } },
        { "deployment", "no capacity to reserve", Good with { Deployment = "local/llama" } },
        { "amounts", "a reservation needs its amounts", Good with { Amounts = null } },
        { "amounts[0]", "is not a rate", Good with { Amounts = ["much"] } },
        { "amounts[0]", "is not a share of the deployment", Good with { Amounts = ["101%"] } },
        { "amounts[0]", "does not count these: it has 2000000 tokens per minute, 65 concurrent requests", Good with { Amounts = ["5 requests per minute"] } },
        { "amounts[0]", "0.1% of concurrent of openai/gpt-5@us is less than one", Good with { Amounts = ["0.1%"] } },
        { "amounts[1]", "says an amount already", Good with { Amounts = ["5 tokens per minute", "6 tokens per minute"] } },
        { "from", "is not a time: write date, time and offset", Good with { From = "2026-12-01" } },
        { "from", "is not a time", Good with { From = "2026-12-01T09:00:00" } },
        { "from", "write a time from 2020 to 2199", Good with { From = "1999-12-01T09:00:00Z" } },
        { "until", "write a time from 2020 to 2199", Good with { Until = "2200-01-01T00:00:00Z" } },
        { "until", "ends after it begins", Good with { Until = Good.From } },
        { "every[1]", "unknown day \"someday\"", Good with { Every = ["monday", "someday"] } },
        { "every", "on no day", Good with { Every = [] } },
        { "hours", "write on which days", Good with { Hours = "09:00-17:00" } },
        { "zone", "a zone is for hours", Good with { Zone = "Europe/Berlin" } },
        { "zone", "did you mean Europe/Berlin?", Good with { Every = ["daily"], Hours = "09:00-17:00", Zone = "Europe/Berln" } },
        { "hours", "are not hours", Good with { Every = ["daily"], Hours = "9-17" } },
        { "hours", "are not hours", Good with { Every = ["daily"], Hours = "09:00-09:00" } },
        { "hours", "are not hours", Good with { Every = ["daily"], Hours = "24:00-06:00" } },
        { "hours", "are not hours", Good with { Every = ["daily"], Hours = "09:60-17:00" } },
        { "hours", "are not hours", Good with { Every = ["daily"], Hours = "09:00-24:30" } },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_is_wrong_is_told_with_its_field(string field, string message, ReservationConfig reservation) =>
        CapacityMesh.AssertProblem($"reservations[0].{field}", message, reservation);

    [Fact]
    public void Names_are_unique() =>
        CapacityMesh.AssertProblem("reservations[1].name", "two reservations are named \"launch\"", Good, Good with { Scope = "acme/chat" });

    [Fact]
    public void There_are_so_many_at_most() =>
        CapacityMesh.AssertProblem("reservations", "1001 reservations: at most 1000", [.. Enumerable.Repeat(Good, Limits.ReservationsMax + 1)]);

    [Fact]
    public void What_does_not_fit_is_told_with_its_time_and_what_would_fit()
    {
        var chat = Good with { Name = "chat", Scope = "acme/chat", Amounts = ["1_200_000 tokens per minute"], From = "2026-12-02T00:00:00Z", Until = "2026-12-10T00:00:00Z" };
        CapacityMesh.AssertProblem(
            "reservations[1].amounts",
            "chat does not fit: it asks for 1200000 tokens per minute, and openai/gpt-5@us has 2000000 tokens per minute, " +
            "1000000 tokens per minute of them reserved from 2026-12-02T00:00:00Z to 2026-12-02T23:00:00Z; " +
            "throughout its time 1000000 of tokens would fit; all of it would fit from 2026-12-02T23:00:00Z on",
            Good, chat);
    }

    [Fact]
    public void More_than_there_is_never_fits() =>
        CapacityMesh.AssertProblem(
            "reservations[0].amounts",
            "launch does not fit: it asks for 66 concurrent requests, and openai/gpt-5@us has 65 concurrent requests, none of them reserved from 2026-12-01T08:00:00Z to 2026-12-02T23:00:00Z; throughout its time 65 of concurrent would fit",
            Good with { Amounts = ["66 concurrent requests"] });

    [Fact]
    public void Shares_of_all_together_fit() =>
        CapacityMesh.Deployment(Good with { Amounts = ["33.3%"] }, Good with { Name = "b", Amounts = ["33.3%"] }, Good with { Name = "c", Amounts = ["33.4%"] }).Reservations.Length.ShouldBe(3);

    private static ReservationSpan Span(ReservationConfig reservation) => CapacityMesh.Deployment(reservation).Reservations[0].Span;
}
