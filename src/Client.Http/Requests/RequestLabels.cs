using BudgetMesh.Routing;

namespace BudgetMesh.Http;

/// <summary>What a request says of itself for policies, beside what it asks of the model; each null where it says nothing.</summary>
public sealed record RequestLabels
{
    public string? Task { get; init; }

    public string? DataClass { get; init; }

    public string? Caller { get; init; }

    public Priority? Priority { get; init; }

    /// <summary>What this says, and where it says nothing what <paramref name="other"/> says.</summary>
    public RequestLabels Or(RequestLabels other) => new()
    {
        Task = Task ?? other.Task,
        DataClass = DataClass ?? other.DataClass,
        Caller = Caller ?? other.Caller,
        Priority = Priority ?? other.Priority,
    };

    /// <summary>One label by its name in headers and metadata, such as <c>data_class</c>; false where the value is no such label.</summary>
    public bool TryWith(string name, string value, out RequestLabels labels)
    {
        labels = this;
        if (name == "priority")
        {
            if (!TryParse(value, out var priority))
                return false;
            labels = this with { Priority = priority };
            return true;
        }

        labels = name switch
        {
            "task" => this with { Task = value },
            "data_class" => this with { DataClass = value },
            "caller" => this with { Caller = value },
            _ => this,
        };
        return Label.IsValid(value);
    }

    /// <summary>Lower case, as in the mesh: <c>batch</c>, <c>normal</c>, <c>interactive</c>.</summary>
    public static bool TryParse(string text, out Priority priority)
    {
        (priority, var isKnown) = text switch
        {
            "batch" => (Routing.Priority.Batch, true),
            "normal" => (Routing.Priority.Normal, true),
            "interactive" => (Routing.Priority.Interactive, true),
            _ => (default, false),
        };
        return isKnown;
    }
}
