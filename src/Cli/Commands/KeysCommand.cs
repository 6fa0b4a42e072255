using System.CommandLine;

namespace BudgetMesh.Cli;

/// <summary><c>budgetmesh keys</c>: who may call.</summary>
internal static class KeysCommand
{
    public static Command Create(Terminal terminal) => new("keys", "Lists, makes and revokes keys.")
    {
        List(terminal),
        Make(terminal),
        Revoke(terminal),
    };

    private static Command List(Terminal terminal)
    {
        var json = SharedOptions.Json();
        var command = new Command("list", "Lists keys; their secrets are stored nowhere.") { json };
        var silo = SiloOptionSet.AddTo(command);
        command.SetAction(async (result, cancellation) =>
        {
            using var admin = silo.Connect(result, terminal);
            var keys = await admin.KeysAsync(cancellation);
            if (result.GetValue(json))
            {
                terminal.WriteJson(keys);
            }
            else
            {
                terminal.WriteTable(
                    ["ID", "ROLE", "SCOPE", "LABEL", "CREATED", "REVOKED"],
                    keys.Keys.Select(key => new[] { key.Id, key.Role, key.Scope ?? "", key.Label, $"{key.CreatedAt:yyyy-MM-dd HH:mm}", key.RevokedAt is { } at ? $"{at:yyyy-MM-dd HH:mm}" : "" }));
            }

            return ExitCode.Ok;
        });
        return command;
    }

    private static Command Make(Terminal terminal)
    {
        var role = new Argument<string>("ROLE") { Description = "gateway: may sync, and nothing else; scope: asks for decisions of a scope; admin: all the rest." };
        role.AcceptOnlyFromAmong("gateway", "scope", "admin");
        var label = new Option<string>("--label") { Description = "Whose key it is.", Required = true };
        var scope = new Option<string?>("--scope") { Description = "For a key of a scope: for whom it speaks, and for all below.", HelpName = "PATH" };
        var status = new Option<int?>("--refusal-status") { Description = "For a key of a scope: the status with which its clients are told that a budget is spent: 402, 403 or 429; 429 unless said. 403 for the OpenAI SDK for .NET, which sends a request again on 429.", HelpName = "STATUS" };
        var json = SharedOptions.Json();
        var command = new Command("create", "Makes a key and prints its secret, once.") { role, label, scope, status, json };
        var silo = SiloOptionSet.AddTo(command);
        command.SetAction(async (result, cancellation) =>
        {
            using var admin = silo.Connect(result, terminal);
            var key = await admin.CreateKeyAsync(result.GetRequiredValue(role), result.GetRequiredValue(label), result.GetValue(scope), result.GetValue(status), cancellation);
            if (result.GetValue(json))
                terminal.WriteJson(key);
            else
                terminal.Out.WriteLine(key.Secret);
            return ExitCode.Ok;
        });
        return command;
    }

    private static Command Revoke(Terminal terminal)
    {
        var id = new Argument<string>("ID") { Description = "As keys list shows it." };
        var command = new Command("revoke", "Revokes a key; whoever uses it is refused from then on.") { id };
        var silo = SiloOptionSet.AddTo(command);
        command.SetAction(async (result, cancellation) =>
        {
            using var admin = silo.Connect(result, terminal);
            await admin.RevokeKeyAsync(result.GetRequiredValue(id), cancellation);
            return ExitCode.Ok;
        });
        return command;
    }
}
