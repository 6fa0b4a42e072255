using System.Diagnostics.CodeAnalysis;
using BudgetMesh.Capacity;
using NodaTime;
using NodaTime.Text;

namespace BudgetMesh.Routing;

/// <summary>A reservation that somebody asks for beside those of a mesh in force.</summary>
/// <param name="Config">As it will be written. It begins now where it said nothing or a time that is past: nobody can reserve what is past, and what was reserved then must not stand in its way.</param>
/// <param name="Refusal">Why it does not fit; null where it does.</param>
public sealed record ReservationProposal(ReservationConfig Config, ReservationPlan Plan, ReservationRefusal? Refusal)
{
    /// <summary>Reads what was asked for and looks whether it fits.</summary>
    /// <param name="config">The mesh as written, of which <paramref name="mesh"/> is the plan.</param>
    /// <param name="problems">What is wrong with it, with its fields; empty on success.</param>
    public static bool TryMake(
        ReservationConfig asked, MeshPlan mesh, MeshConfig config, Instant now, [NotNullWhen(true)] out ReservationProposal? proposal, out IReadOnlyList<MeshProblem> problems)
    {
        var found = new ProblemList();
        var plan = ReservationCompiler.CompileOne(asked, mesh, config, found);
        (proposal, problems) = (null, found.Problems);
        if (plan is null || problems.Count > 0)
            return false;
        var second = Instant.FromUnixTimeSeconds(now.ToUnixTimeSeconds());
        if (plan.Span.Until <= now)
        {
            problems = [new MeshProblem("until", $"{asked.Until} is past: nothing would be reserved")];
            return false;
        }

        if (plan.Span.From < second)
            (asked, plan) = (asked with { From = InstantPattern.General.Format(second) }, plan with { Span = plan.Span with { From = second } });
        var deployment = mesh.Deployments.First(deployment => deployment.Id == plan.Deployment);
        proposal = new ReservationProposal(asked, plan, ReservationCheck.Check(deployment, deployment.Reservations, plan, now));
        return true;
    }
}
