using System.Globalization;
using CsvHelper;

namespace BudgetMesh.Replay;

/// <summary>
/// Reads traces in the format of the Azure Public Dataset's LLM inference traces: CSV with the columns <c>TIMESTAMP</c>
/// (<c>2023-11-16 18:15:46.6805900</c>, taken as UTC), <c>ContextTokens</c> and <c>GeneratedTokens</c>, in any order and among others.
/// </summary>
public static class TraceReader
{
    private const string Timestamp = "TIMESTAMP", Context = "ContextTokens", Generated = "GeneratedTokens";

    /// <summary>Streams the requests as they are written; arrivals are counted from the first row, and negative where time goes back beyond it.</summary>
    /// <param name="csv">The file.</param>
    /// <param name="name">The file's name, for messages.</param>
    /// <exception cref="TraceException">While enumerating: a column is missing, a row is not one, or there are no rows.</exception>
    public static IEnumerable<TracedRequest> Read(TextReader csv, string name)
    {
        using var rows = CsvReader.Create(csv, Settings, leaveOpen: true);
        var header = Guarded(name, () => rows.Headers);
        if (header.Count == 0 || header.All(string.IsNullOrWhiteSpace))
            throw new TraceException($"{name}: the file is empty: the first line names the columns, {Timestamp},{Context},{Generated}");
        var at = (Timestamp: Column(rows, Timestamp, name), Context: Column(rows, Context, name), Generated: Column(rows, Generated, name));

        DateTimeOffset? first = null;
        while (Guarded(name, rows.Read))
        {
            var line = rows.LineNumber;
            if (rows.FieldCount != header.Count)
                throw new TraceException($"{name}:{line}: {rows.FieldCount} columns where the first line names {header.Count}");
            var time = Time(rows.GetString(at.Timestamp), name, line);
            first ??= time;
            yield return new TracedRequest(
                time - first.Value, Tokens(rows.GetString(at.Context), Context, name, line), Tokens(rows.GetString(at.Generated), Generated, name, line));
        }

        if (first is null)
            throw new TraceException($"{name}: no requests: only the line with the columns is there");
    }

    private static CsvReaderOptions Settings { get; } = new()
    {
        Separator = ',',
        TrimWhitespace = true,
        TrackLineNumbers = true,
        MalformedData = CsvMalformedDataHandling.Throw,
        // A quote that is never closed would otherwise swallow the rest of the file into one field.
        AllowLineBreaksInQuotes = false,
        MaxRecordSize = 64 * 1024,
    };

    private static T Guarded<T>(string name, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (CsvFormatException broken)
        {
            throw new TraceException($"{name}:{broken.LineNumber}: not a line of CSV: {broken.Message}", broken);
        }
    }

    private static int Column(CsvReader rows, string column, string name) => rows.TryGetFieldIndex(column, out var index)
        ? index
        : throw new TraceException($"{name}:1: column {column} is missing: the first line names {Timestamp},{Context},{Generated}; here it names {string.Join(",", rows.Headers)}");

    private static DateTimeOffset Time(string cell, string name, long line) =>
        DateTimeOffset.TryParse(cell, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : throw new TraceException($"{name}:{line}: {Timestamp} \"{cell}\" is not a time: write it as 2023-11-16 18:15:46.680");

    private static int Tokens(string cell, string column, string name, long line)
    {
        if (!long.TryParse(cell, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var tokens))
            throw new TraceException($"{name}:{line}: {column} \"{cell}\" is not a number of tokens: write a whole number such as 374");
        if (!TokenCount.IsValid(tokens))
            throw new TraceException($"{name}:{line}: {column} {cell} is out of range: a request has from 0 to {Limits.TokensPerRequestMax} tokens");
        return (int)tokens;
    }
}
