using System.CommandLine;
using NodaTime;
using NodaTime.Text;

namespace BudgetMesh.Cli;

/// <summary>Options that several commands have, the same everywhere.</summary>
internal static class SharedOptions
{
    public static Option<bool> Json() => new("--json") { Description = "Print one JSON object." };

    public static Option<string?> At()
    {
        var at = new Option<string?>("--at") { Description = "A time such as 2026-08-21T12:00:00Z; else now.", HelpName = "TIME" };
        at.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text && !OffsetDateTimePattern.Rfc3339.Parse(text).Success)
                result.AddError($"--at \"{text}\" is not a time: write it as 2026-08-21T12:00:00Z");
        });
        return at;
    }

    /// <summary>The instant that <see cref="At"/> names; it was validated.</summary>
    public static Instant InstantOf(string? at) =>
        at is null ? SystemClock.Instance.GetCurrentInstant() : OffsetDateTimePattern.Rfc3339.Parse(at).Value.ToInstant();
}
