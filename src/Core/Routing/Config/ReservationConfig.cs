namespace BudgetMesh.Routing;

/// <summary>Capacity that is kept for a scope, as the operator wrote it.</summary>
public sealed record ReservationConfig
{
    /// <summary>Unique in the mesh.</summary>
    public string? Name { get; init; }

    /// <summary>Path of a configured scope.</summary>
    public string? Scope { get; init; }

    /// <summary>Id of a deployment with a capacity.</summary>
    public string? Deployment { get; init; }

    /// <summary>Rates such as <c>1_000_000 tokens per minute</c>, or a share of everything that the deployment has, such as <c>50%</c>.</summary>
    [OneOrMore]
    public IReadOnlyList<string>? Amounts { get; init; }

    /// <summary>Time with an offset, such as <c>2026-12-01T09:00:00+01:00</c>; else it holds already.</summary>
    public string? From { get; init; }

    /// <summary>Time with an offset at which it is over; else it has no end.</summary>
    public string? Until { get; init; }

    /// <summary>Days of the week, <c>weekdays</c> or <c>daily</c>; else it does not repeat.</summary>
    [OneOrMore]
    public IReadOnlyList<string>? Every { get; init; }

    /// <summary>By the clock on those days, such as <c>09:00-17:00</c>, or <c>22:00-06:00</c> into the next day; else the whole days.</summary>
    public string? Hours { get; init; }

    /// <summary>IANA zone of days and hours; else the scope's.</summary>
    public string? Zone { get; init; }
}
