using BudgetMesh.Cli;
using BudgetMesh.Replay;

namespace BudgetMesh.Chaos;

/// <summary>What is asked in a run.</summary>
internal static class StormTraffic
{
    private const int MadeRequests = 20_000;

    /// <summary>A trace, or made traffic, as often as it takes to last for the whole run.</summary>
    /// <exception cref="CliException">The file cannot be read.</exception>
    public static Trace Read(FileInfo? file, TimeSpan length, ReplaySpeed speed, int seed)
    {
        var trace = file is null ? TrafficShape.AzureConversation.Make(MadeRequests, seed) : ReadFile(file);
        if (trace.Length <= TimeSpan.Zero)
            throw CliException.BadInput($"{trace.Name}: all of it comes at once; a trace is needed that lasts");
        var passes = 1 + (int)(length / speed.Scale(trace.Length));
        return passes == 1 ? trace : trace with { Requests = [.. Enumerable.Range(0, passes).SelectMany(pass => Pass(trace, pass))] };
    }

    private static IEnumerable<TracedRequest> Pass(Trace trace, int pass) =>
        trace.Requests.Select(request => request with { Arrival = request.Arrival + pass * trace.Length });

    private static Trace ReadFile(FileInfo file)
    {
        using var csv = InputFile.OpenText(file);
        try
        {
            return Trace.Read(csv, file.ToString());
        }
        catch (TraceException wrong)
        {
            throw CliException.BadInput(wrong.Message);
        }
    }
}
