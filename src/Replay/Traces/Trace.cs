using System.Collections.Immutable;

namespace BudgetMesh.Replay;

/// <summary>Requests in the order of their arrival.</summary>
/// <param name="Name">Where they are from, for messages.</param>
/// <param name="Requests">At least one; the first arrives at zero.</param>
/// <param name="OutOfOrder">How many came later in their file than requests that arrived after them; they were put in order.</param>
public sealed record Trace(string Name, ImmutableArray<TracedRequest> Requests, int OutOfOrder)
{
    /// <summary>A trace file of a billion bytes; more is cut into several runs.</summary>
    public const int RequestsMax = 20_000_000;

    /// <summary>From the first arrival to the last.</summary>
    public TimeSpan Length => Requests[^1].Arrival;

    /// <summary>Reads a whole trace; see <see cref="TraceReader"/>.</summary>
    /// <exception cref="TraceException">A row is not one, there are none, or too many.</exception>
    public static Trace Read(TextReader csv, string name)
    {
        var requests = new List<TracedRequest>();
        var latest = TimeSpan.MinValue;
        var outOfOrder = 0;
        foreach (var request in TraceReader.Read(csv, name))
        {
            if (requests.Count == RequestsMax)
                throw new TraceException($"{name}: more than {RequestsMax} requests: cut the file into several");
            if (request.Arrival < latest)
                outOfOrder++;
            else
                latest = request.Arrival;
            requests.Add(request);
        }

        // The exporter of several gateways' logs need not have merged them. A stable sort keeps ties as they were written.
        var ordered = outOfOrder == 0 ? requests : [.. requests.OrderBy(request => request.Arrival)];
        var start = ordered[0].Arrival;
        return new Trace(name, [.. ordered.Select(request => request with { Arrival = request.Arrival - start })], outOfOrder);
    }
}
