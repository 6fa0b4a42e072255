using System.CommandLine;
using BudgetMesh.Routing;

namespace BudgetMesh.Cli;

/// <summary>What a reservation is made of, as on a mesh file's line.</summary>
internal sealed class ReservationOptionSet
{
    private readonly Argument<string> _name = new("NAME") { Description = "What it is called; unique in the mesh." };
    private readonly Option<string> _scope = new("--scope") { Description = "For whom: a scope that the mesh names.", HelpName = "PATH", Required = true };
    private readonly Option<string> _deployment = new("--deployment") { Description = "Of what: a deployment with a capacity.", HelpName = "ID", Required = true };
    private readonly Option<string[]> _amounts = new("--amount") { Description = "Such as '500_000 tokens per minute', or 50% of all that it has; may be repeated.", HelpName = "AMOUNT", Required = true };
    private readonly Option<string?> _from = SharedOptions.Time("--from", "When it begins; else now.");
    private readonly Option<string?> _until = SharedOptions.Time("--until", "When it ends; else it does not.");
    private readonly Option<string[]> _every = new("--every") { Description = "daily, weekdays or days of the week; else it does not repeat.", HelpName = "DAY", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string?> _hours = new("--hours") { Description = "By the clock on those days, such as 09:00-17:00; else all day.", HelpName = "HOURS" };
    private readonly Option<string?> _zone = new("--zone") { Description = "The zone of days and hours, such as Europe/Berlin; else the scope's.", HelpName = "ZONE" };

    public Command AddTo(Command command)
    {
        command.Add(_name);
        foreach (var option in new Option[] { _scope, _deployment, _amounts, _from, _until, _every, _hours, _zone })
            command.Add(option);
        return command;
    }

    public ReservationConfig Read(ParseResult result) => new()
    {
        Name = result.GetRequiredValue(_name),
        Scope = result.GetRequiredValue(_scope),
        Deployment = result.GetRequiredValue(_deployment),
        Amounts = result.GetRequiredValue(_amounts),
        From = result.GetValue(_from),
        Until = result.GetValue(_until),
        Every = result.GetValue(_every) is { Length: > 0 } days ? days : null,
        Hours = result.GetValue(_hours),
        Zone = result.GetValue(_zone),
    };
}
