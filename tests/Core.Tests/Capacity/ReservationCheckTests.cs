using System.Collections.Immutable;
using BudgetMesh.Capacity;
using BudgetMesh.Routing;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;

namespace BudgetMesh.Tests;

public sealed class ReservationCheckTests
{
    private static readonly DeploymentPlan Deployment = RandomReservations.Deployment;

    /// <summary>Of the time that is looked at: all in which spans begin and end, and a year after it.</summary>
    private static readonly Instant Last = RandomReservations.First + Duration.FromDays(365 + RandomReservations.Days);

    /// <summary>Every quarter of an hour, at which all random hours begin and end.</summary>
    private static readonly Instant[] Looks =
        [.. Enumerable.Range(0, (365 + RandomReservations.Days) * 96).Select(quarter => RandomReservations.First + Duration.FromMinutes(15 * quarter))];

    [Fact]
    public void Admission_says_what_a_look_at_every_quarter_of_an_hour_says() =>
        Prop.ForAll(RandomReservations.Sets.ToArbitrary(), reservations =>
        {
            var (existing, proposed) = (Fitting([.. reservations[..^1].Select(Looked)]), Looked(reservations[^1]));
            var sums = Looks.Where(proposed.Span.IsActive).Select(at => (At: at, Reserved: Reserved(existing, at))).ToArray();
            var over = sums.Where(sum => Exceeds(sum.Reserved, proposed)).ToArray();

            var refusal = Check(existing, proposed);

            (refusal is not null).ShouldBe(over.Length > 0, refusal?.ToString());
            ReservationCheck.FirstThatDoesNotFit(Deployment, existing.Add(proposed)).ShouldBe(over.Length > 0 ? existing.Length : -1);
            if (refusal is null)
                return;
            over[0].At.ShouldBe(refusal.Start);
            foreach (var fitting in refusal.Fitting)
            {
                var limit = Deployment.Capacity.IndexOf(Deployment.Capacity.Single(limit => limit.Name == fitting.Limit));
                fitting.Amount.ShouldBe(Math.Min(proposed.Of(fitting.Limit), sums.Min(sum => Deployment.Capacity[limit].Amount - sum.Reserved[limit])));
            }

            Check(existing, proposed with { Amounts = [.. refusal.Fitting] }).ShouldBeNull();
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(150));

    [Fact]
    public void At_the_later_start_all_of_it_fits_and_at_no_earlier_one() =>
        Prop.ForAll(RandomReservations.Sets.ToArbitrary(), reservations =>
        {
            var (existing, proposed) = (Fitting(reservations[..^1]), reservations[^1]);
            if (Check(existing, proposed) is not { } refusal)
                return;
            var isMoved = proposed.Span.Hours is null && proposed.Span.Until < Instant.MaxValue;
            ReservationPlan At(Instant start) => proposed with
            {
                Span = proposed.Span with { From = start, Until = isMoved ? start + (proposed.Span.Until - proposed.Span.From) : proposed.Span.Until },
            };
            if (refusal.FitsFrom is { } from)
                Check(existing, At(from)).ShouldBeNull();
            if (!isMoved)
                return;
            var last = Instant.Min(refusal.FitsFrom ?? Instant.MaxValue, proposed.Span.From + Duration.FromDays(20));
            for (var start = proposed.Span.From; start < last; start += Duration.FromMinutes(30))
                Check(existing, At(start)).ShouldNotBeNull($"{start} is before {refusal.FitsFrom}");
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(25));

    [Fact]
    public void Hours_of_two_zones_may_touch_for_most_of_the_year_and_meet_when_only_one_clock_was_moved()
    {
        // 17:00 in Berlin is 11:00 in New York, but for the weeks of spring in which it is 12:00.
        var berlin = Daily("berlin", 9 * 60, 8 * 60, "Europe/Berlin");
        var newYork = Daily("new-york", 11 * 60, 6 * 60, "America/New_York");
        var refusal = Check([berlin], newYork).ShouldNotBeNull();
        refusal.Start.ShouldBe(Instant.FromUtc(2020, 3, 8, 15, 0));
        refusal.End.ShouldBe(Instant.FromUtc(2020, 3, 8, 16, 0));
        refusal.FitsFrom.ShouldBeNull();

        var shorter = newYork with { Span = newYork.Span with { From = Instant.FromUtc(2026, 4, 1, 0, 0), Until = Instant.FromUtc(2026, 10, 20, 0, 0) } };
        Check([berlin], shorter).ShouldBeNull();
    }

    /// <summary>
    /// Gaza's summer time pauses in Ramadan: 15:00 there is 14:00 in Berlin on all weekdays, until Ramadan falls into autumn, late in
    /// the 2030s.
    /// </summary>
    [Fact]
    public void What_only_decades_to_come_bring_is_found_as_well()
    {
        var berlin = Daily("berlin", 15 * 60, 60, "Europe/Berlin");
        var gaza = Daily("gaza", 15 * 60, 60, "Asia/Gaza");
        gaza = gaza with
        {
            Span = gaza.Span with
            {
                From = Instant.FromUtc(2026, 4, 1, 0, 0),
                Hours = gaza.Span.Hours! with { Days = [IsoDayOfWeek.Monday, IsoDayOfWeek.Tuesday, IsoDayOfWeek.Wednesday, IsoDayOfWeek.Thursday] },
            },
        };
        var refusal = Check([berlin], gaza).ShouldNotBeNull();
        refusal.Start.ShouldBeGreaterThan(Instant.FromUtc(2035, 1, 1, 0, 0));
        (berlin.Span.IsActive(refusal.Start) && gaza.Span.IsActive(refusal.Start)).ShouldBeTrue();
    }

    [Fact]
    public void What_is_reserved_at_a_moment_is_summed_by_scope_and_limit()
    {
        var (chat, always) = (ScopePath.Parse("acme/chat"), ReservationSpan.Always);
        var until = Instant.FromUtc(2027, 1, 1, 0, 0);
        var reservations = new CapacityReservations(
        [
            new("a", chat, "p/m", [new("tokens", 2), new("concurrent", 1)], always),
            new("b", chat, "p/m", [new("tokens", 3)], always with { Until = until }),
            new("c", ScopePath.Parse("globex"), "p/m", [new("tokens", 1)], always with { Until = until }),
        ]);
        reservations.ReservedAt(until).ShouldBe([new(chat, "tokens", 2), new(chat, "concurrent", 1)]);
        reservations.ReservedAt(until - Duration.Epsilon).ShouldBe([new(chat, "tokens", 5), new(chat, "concurrent", 1), new(ScopePath.Parse("globex"), "tokens", 1)]);
        reservations.NextChange(Instant.FromUtc(2026, 1, 1, 0, 0)).ShouldBe(until);
        reservations.NextChange(until).ShouldBeNull();
        CapacityReservations.None.NextChange(until).ShouldBeNull();
    }

    /// <summary>Sums of all that one mesh can reserve are counted in 63 bits, shares of it in permille, and a rate is read as an int.</summary>
    [Fact]
    public void The_largest_sum_of_reservations_can_be_counted()
    {
        var largest = Limits.RateMax;
        Should.NotThrow(() => checked(largest * Limits.ReservationsMax * 1000));
        Should.NotThrow(() => checked((int)largest));
    }

    [Fact]
    public void What_is_past_does_not_count()
    {
        var until = Instant.FromUtc(2027, 1, 1, 0, 0);
        var always = ReservationSpan.Always;
        var (old, next) = (Of("old", always with { Until = until }), Of("next", always));
        var refusal = ReservationCheck.Check(Deployment, [old], next, until - Duration.FromDays(1)).ShouldNotBeNull();
        (refusal.Start, refusal.End, refusal.FitsFrom).ShouldBe((until - Duration.FromDays(1), until, until));
        ReservationCheck.Check(Deployment, [old], next, until).ShouldBeNull();
        ReservationCheck.Check(Deployment, [Of("other", always)], old, until).ShouldBeNull();
        Check([old], next)!.ToString().ShouldContain("6 tokens per minute of them reserved until 2027-01-01T00:00:00Z; throughout its time 4 of tokens would fit; all of it would fit from 2027-01-01T00:00:00Z on");
        Check([next], Of("more", always))!.ToString().ShouldContain("reserved at all times; throughout its time 4 of tokens would fit");
    }

    /// <summary>What of it is looked at. Hours of two zones that touch in all of that time may meet in a year before or after it.</summary>
    private static ReservationPlan Looked(ReservationPlan reservation) => reservation with
    {
        Span = reservation.Span with { From = Instant.Max(reservation.Span.From, RandomReservations.First), Until = Instant.Min(reservation.Span.Until, Last) },
    };

    private static ReservationRefusal? Check(ImmutableArray<ReservationPlan> existing, ReservationPlan proposed) =>
        ReservationCheck.Check(Deployment, existing, proposed, ReservationSpan.Earliest);

    private static ReservationPlan Of(string name, ReservationSpan span) => new(name, ScopePath.Parse("acme"), "p/m", [new("tokens", 6)], span);

    private static ReservationPlan Daily(string name, int startMinute, int minutes, string zone) =>
        Of(name, ReservationSpan.Always with { Hours = new WeeklyHours([.. Enum.GetValues<IsoDayOfWeek>()[1..]], startMinute, minutes, DateTimeZoneProviders.Tzdb[zone]) });

    private static ImmutableArray<ReservationPlan> Fitting(ImmutableArray<ReservationPlan> reservations) =>
        reservations.Aggregate(ImmutableArray<ReservationPlan>.Empty, static (fitting, next) => Check(fitting, next) is null ? fitting.Add(next) : fitting);

    private static long[] Reserved(ImmutableArray<ReservationPlan> reservations, Instant at) =>
        [.. Deployment.Capacity.Select(limit => reservations.Where(reservation => reservation.Span.IsActive(at)).Sum(reservation => reservation.Of(limit.Name)))];

    private static bool Exceeds(long[] reserved, ReservationPlan proposed) =>
        Deployment.Capacity.Where((limit, i) => reserved[i] + proposed.Of(limit.Name) > limit.Amount).Any();
}
