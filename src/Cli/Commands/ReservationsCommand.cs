using System.CommandLine;
using System.Globalization;
using BudgetMesh.Wire;

namespace BudgetMesh.Cli;

/// <summary><c>budgetmesh reservations</c>: capacity that is kept for scopes. Each change is a new version of the mesh.</summary>
internal static class ReservationsCommand
{
    public static Command Create(Terminal terminal) => new("reservations", "Lists, adds, removes and tries reservations of capacity.")
    {
        List(terminal),
        Add(terminal),
        Remove(terminal),
        Check(terminal),
    };

    private static Command List(Terminal terminal)
    {
        var json = SharedOptions.Json();
        var command = new Command("list", "Lists reservations as the mesh has them, and which of them hold now.") { json };
        var silo = SiloOptionSet.AddTo(command);
        command.SetAction(async (result, cancellation) =>
        {
            using var admin = silo.Connect(result, terminal);
            var list = await admin.ReservationsAsync(cancellation);
            if (result.GetValue(json))
                terminal.WriteJson(list);
            else
                terminal.WriteTable(["NAME", "SCOPE", "DEPLOYMENT", "RESERVED", "WHEN", "NOW", "NEXT CHANGE", "UNTIL"], list.Reservations.Select(Row));
            return ExitCode.Ok;
        });
        return command;
    }

    private static Command Add(Terminal terminal)
    {
        var options = new ReservationOptionSet();
        var json = SharedOptions.Json();
        var command = options.AddTo(new Command("add", "Adds a reservation to the mesh in force; refused where it does not fit, with when and how much would.") { json });
        var silo = SiloOptionSet.AddTo(command);
        command.SetAction(async (result, cancellation) =>
        {
            using var admin = silo.Connect(result, terminal);
            Print(terminal, await admin.AddReservationAsync(options.Read(result), cancellation), result.GetValue(json));
            return ExitCode.Ok;
        });
        return command;
    }

    private static Command Remove(Terminal terminal)
    {
        var name = new Argument<string>("NAME") { Description = "As reservations list shows it." };
        var json = SharedOptions.Json();
        var command = new Command("remove", "Takes a reservation out of the mesh in force.") { name, json };
        var silo = SiloOptionSet.AddTo(command);
        command.SetAction(async (result, cancellation) =>
        {
            using var admin = silo.Connect(result, terminal);
            Print(terminal, await admin.RemoveReservationAsync(result.GetRequiredValue(name), cancellation), result.GetValue(json));
            return ExitCode.Ok;
        });
        return command;
    }

    private static Command Check(Terminal terminal)
    {
        var options = new ReservationOptionSet();
        var json = SharedOptions.Json();
        var command = options.AddTo(new Command("check", "Says whether a reservation would fit, else when and how much of it would; changes nothing.") { json });
        var silo = SiloOptionSet.AddTo(command);
        command.SetAction(async (result, cancellation) =>
        {
            using var admin = silo.Connect(result, terminal);
            var check = await admin.CheckReservationAsync(options.Read(result), cancellation);
            if (result.GetValue(json))
                terminal.WriteJson(check);
            else
                terminal.Out.WriteLine(check.Refusal?.Detail ?? "it fits");
            return check.Fits ? ExitCode.Ok : ExitCode.ProblemFound;
        });
        return command;
    }

    private static string[] Row(ReservationView reservation) =>
    [
        reservation.Name, reservation.Scope, reservation.Deployment,
        string.Join(", ", reservation.Reserved.Select(static amount => string.Create(CultureInfo.InvariantCulture, $"{amount.Amount} {LimitWords.UnitOf(amount.Unit)}"))),
        When(reservation), reservation.Active ? "holds" : "", Time(reservation.NextChange, "-"), Time(reservation.Until, "no end"),
    ];

    private static string When(ReservationView reservation)
    {
        var hours = reservation.Every is null ? "" : $"{string.Join(", ", reservation.Every)} {reservation.Hours ?? "all day"} {reservation.Zone}";
        var from = reservation.From is { } start ? $"from {Time(start, "")}" : "";
        return hours.Length == 0 && from.Length == 0 ? "always" : string.Join(" ", new[] { hours, from }.Where(static text => text.Length > 0));
    }

    private static string Time(DateTimeOffset? at, string none) => at is { } known ? known.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture) : none;

    private static void Print(Terminal terminal, AppliedState applied, bool asJson)
    {
        if (asJson)
        {
            terminal.WriteJson(applied);
            return;
        }

        foreach (var change in applied.Changes)
            terminal.Out.WriteLine(change);
        terminal.Out.WriteLine($"version {applied.Version} of the mesh is in force");
    }
}
