using System.Globalization;
using BudgetMesh.Holds;
using BudgetMesh.Lending;
using BudgetMesh.Routing;

namespace BudgetMesh.Client;

/// <summary>Holds by name, for who cannot keep the decision itself between the request and its end.</summary>
public sealed partial class Gate
{
    /// <summary>The decision of an open or expired hold, and who pays. False where it was resolved, or was never made here.</summary>
    /// <param name="holdName">As <see cref="Decision.HoldName"/> has it.</param>
    /// <exception cref="FormatException">It is no name of a hold.</exception>
    public bool TryFind(string holdName, out Decision decision, out ScopePath scope)
    {
        var (incarnation, id) = Parse(holdName);
        lock (_lives.Lock)
        {
            if (_lives.Find(incarnation) is { } book)
                return book.TryFind(id, out decision, out scope);
        }

        (decision, scope) = default((Decision, ScopePath));
        return false;
    }

    /// <summary>True for the name of a hold that a life of this gate has made, resolved or not.</summary>
    /// <param name="holdName">As <see cref="Decision.HoldName"/> has it.</param>
    /// <exception cref="FormatException">It is no name of a hold.</exception>
    public bool HasMade(string holdName)
    {
        var (incarnation, id) = Parse(holdName);
        lock (_lives.Lock)
            return _lives.Find(incarnation) is { } book && id.Decision <= book.LastDecision;
    }

    private static (Incarnation Incarnation, HoldId Hold) Parse(string name)
    {
        // The gateway's own name may have points and hyphens: what is looked for comes last.
        var point = name.LastIndexOf('.');
        var hyphen = point < 0 ? -1 : name.LastIndexOf('-', point);
        if (hyphen > 0
            && int.TryParse(name.AsSpan(point + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var slot)
            && long.TryParse(name.AsSpan(hyphen + 1, point - hyphen - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && Incarnation.IsOne(name.AsSpan(0, hyphen)))
        {
            return (new Incarnation(name[..hyphen]), new HoldId(slot, number));
        }

        throw new FormatException($"\"{name}\" is no name of a hold, such as edge-1-0123456789ab-4711.17");
    }
}
