using BudgetMesh.Routing;
using FsCheck;
using FsCheck.Fluent;

namespace BudgetMesh.Tests.Routing;

public sealed class PaceTests
{
    private const int Half = Pace.Whole / 2;

    private static readonly Arbitrary<(int Level, int Spent, int Course)> Points =
        (from level in Gen.Choose(0, Pace.LevelMost)
         from spent in Gen.Choose(0, 1_200_000)
         from course in Gen.Choose(0, Pace.Whole - 1)
         select (level, spent, course)).ToArbitrary();

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(500_000, Half, 0)]
    [InlineData(400_000, Half, 0)]
    [InlineData(520_000, Half, 1)]
    [InlineData(560_000, Half, 5)]
    [InlineData(1_000_000, Half, Pace.LevelMost)]
    public void The_level_rises_by_one_for_every_two_percent_that_the_money_left_is_short_of_the_course_left(int spent, int course, int level) =>
        Pace.Level(0, spent, 1_000_000, course).ShouldBe(level);

    [Fact]
    public void Spend_that_hovers_at_a_step_changes_the_level_once()
    {
        var level = 0;
        var changes = 0;
        for (var turn = 0; turn < 100; turn++)
        {
            var next = Pace.Level(level, 511_000 + turn % 2 * 3_000, 1_000_000, Half);
            changes += next == level ? 0 : 1;
            level = next;
        }

        changes.ShouldBeLessThanOrEqualTo(1);
    }

    [Fact]
    public void More_spent_is_never_saved_less_and_the_same_terms_settle_at_once() => Prop.ForAll(Points, point =>
    {
        var level = Pace.Level(point.Level, point.Spent, 1_000_000, point.Course);
        var more = Pace.Level(point.Level, point.Spent + 1_000, 1_000_000, point.Course);
        var again = Pace.Level(level, point.Spent, 1_000_000, point.Course);
        return level is >= 0 and <= Pace.LevelMost && more >= level && again == level;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_budget_without_a_course_is_not_paced() => Pace.Level(7, 999, 1_000, Pace.Whole).ShouldBe(0);

    [Fact]
    public void Lower_priorities_are_at_the_last_rung_before_higher_ones_leave_the_first() => Prop.ForAll(
        (from level in Gen.Choose(0, Pace.LevelMost) from rungs in Gen.Choose(1, Limits.RungsPerLadderMax) select (level, rungs)).ToArbitrary(), at =>
        {
            var (batch, normal, interactive) = (Start(Priority.Batch), Start(Priority.Normal), Start(Priority.Interactive));
            return (normal == 0 || batch == at.rungs - 1) && (interactive == 0 || normal == at.rungs - 1) && batch < at.rungs && interactive >= 0;

            int Start(Priority priority) => Pace.StartRung(at.level, priority, at.rungs);
        }).QuickCheckThrowOnFailure();
}
