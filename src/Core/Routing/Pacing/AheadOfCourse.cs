namespace BudgetMesh.Routing;

/// <summary>A budget whose spend is ahead of its window's course: why a ladder starts lower.</summary>
/// <param name="Budget"><c>scope:name</c>.</param>
/// <param name="Spent">What is spent of the cap, 0 to <see cref="Pace.Whole"/>, by the owner's last word.</param>
/// <param name="Course">How much of the window's usual spend is over, 0 to just below <see cref="Pace.Whole"/>.</param>
public sealed record AheadOfCourse(string Budget, int Spent, int Course)
{
    /// <summary>By how much what is left falls short of what is usually spent until the window ends, as a part of that.</summary>
    public int Shortfall => Pace.Shortfall(Spent, Course);
}
