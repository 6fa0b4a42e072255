using System.CommandLine;
using BudgetMesh.Replay;
using NodaTime;
using NodaTime.Text;

namespace BudgetMesh.Cli;

/// <summary>Options that several commands have, the same everywhere.</summary>
internal static class SharedOptions
{
    public static Option<bool> Json() => new("--json") { Description = "Print one JSON object." };

    public static Option<string?> At() => Time("--at", "A time such as 2026-08-21T12:00:00Z; else now.");

    /// <summary>A number within bounds.</summary>
    public static Option<int> Number(string name, string description, int usual, int least, int most)
    {
        var number = new Option<int>(name) { Description = description, HelpName = "N", DefaultValueFactory = _ => usual };
        number.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && result.GetValueOrDefault<int>() is var value && (value < least || value > most))
                result.AddError($"{name} is from {least} to {most}");
        });
        return number;
    }

    /// <param name="usual">What holds where it is not given; is written as a speed.</param>
    public static Option<ReplaySpeed> Speed(string description, string usual)
    {
        var speed = new Option<ReplaySpeed>("--speed")
        {
            Description = description,
            HelpName = "max|Nx",
            DefaultValueFactory = _ => ReplaySpeed.TryParse(usual, out var parsed, out var problem) ? parsed : throw new FormatException(problem),
            CustomParser = result =>
            {
                if (!ReplaySpeed.TryParse(result.Tokens[0].Value, out var parsed, out var problem))
                    result.AddError($"--speed: {problem}");
                return parsed;
            },
        };
        speed.CompletionSources.Add("max", "1x", "60x", "600x");
        return speed;
    }

    /// <summary>A time as RFC 3339.</summary>
    public static Option<string?> Time(string name, string description)
    {
        var time = new Option<string?>(name) { Description = description, HelpName = "TIME" };
        time.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text && !OffsetDateTimePattern.Rfc3339.Parse(text).Success)
                result.AddError($"{name} \"{text}\" is not a time: write it as 2026-08-21T12:00:00Z");
        });
        return time;
    }

    /// <exception cref="CliException">Not a scope path; the message says what would be.</exception>
    public static string? ScopeOf(string? path) => path is null ? null
        : ScopePath.TryParse(path, out var scope, out var problem) ? scope.Value
        : throw CliException.Usage(problem);

    /// <exception cref="CliException">Not a scope path; the message says what would be.</exception>
    public static ScopePath RequiredScope(string path) =>
        ScopePath.TryParse(path, out var scope, out var problem) ? scope : throw CliException.Usage(problem);

    /// <summary>The instant that <see cref="At"/> names; it was validated.</summary>
    public static Instant InstantOf(string? at) =>
        at is null ? SystemClock.Instance.GetCurrentInstant() : OffsetDateTimePattern.Rfc3339.Parse(at).Value.ToInstant();
}
