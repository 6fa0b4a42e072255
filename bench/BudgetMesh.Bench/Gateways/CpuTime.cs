using System.Globalization;

namespace BudgetMesh.Bench.Gateways;

/// <summary>What a process and those that it has started have used of the processors, as Linux counts it: in hundredths of a second.</summary>
internal static class CpuTime
{
    private const int TicksPerSecond = 100;

    public static TimeSpan Of(int process) => TimeSpan.FromSeconds(
        Directory.EnumerateDirectories("/proc").Where(static folder => char.IsAsciiDigit(folder[^1])).Select(static folder => Read(Path.Combine(folder, "stat")))
            .Where(stat => stat.Process == process || stat.Parent == process).Sum(static stat => (double)stat.Ticks) / TicksPerSecond);

    /// <summary>Zeros for one that has ended meanwhile.</summary>
    private static (int Process, int Parent, long Ticks) Read(string stat)
    {
        try
        {
            // proc(5): the name, which is in parentheses, may have anything in it; after it come state, parent and, as the 12th and 13th, user and system time.
            var text = File.ReadAllText(stat);
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return (Number(text[..text.IndexOf(' ')]), Number(fields[1]), Number(fields[11]) + (long)Number(fields[12]));
        }
        catch (IOException)
        {
            return default;
        }
    }

    private static int Number(string field) => int.Parse(field, NumberStyles.None, CultureInfo.InvariantCulture);
}
