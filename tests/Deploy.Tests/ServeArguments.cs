using System.CommandLine;
using BudgetMesh.Cli;
using BudgetMesh.Silo;
using Npgsql;

namespace BudgetMesh.Deploy.Tests;

/// <summary>What a deploy file tells the program, read by the program's own parser.</summary>
internal sealed class ServeArguments
{
    private readonly ParseResult _parsed;

    public ServeArguments(IEnumerable<string> args)
    {
        _parsed = Parse([.. args]);
        _parsed.Errors.Select(static error => error.Message).ShouldBeEmpty();
        _parsed.CommandResult.Command.Name.ShouldBe("serve");
    }

    public IReadOnlyList<Uri> Urls => [.. Value<string[]>("--urls")!.Select(static url => new Uri(url.Replace('+', '0')))];

    public IReadOnlyList<string> Peers => [.. Value<string[]>("--peers")!.SelectMany(static list => list.Split(','))];

    public string? Self => Value<string?>("--advertise");

    public bool HasOpenMetrics => Value<bool>("--open-metrics");

    public bool OnlyPrepares => Value<bool>("--init");

    public NpgsqlConnectionStringBuilder Postgres => new(Value<string?>("--postgres"));

    /// <summary>As the program judges it; null where the peers can be.</summary>
    public string? Problem => new SiloPeers([.. Peers.Select(static peer => new Uri(peer))], new Uri(Self!)).Problem;

    public static ParseResult Parse(string[] args) => CommandLine.Root(new Terminal(TextWriter.Null, TextWriter.Null, IsErrorTerminal: false, static _ => null)).Parse(args);

    private T? Value<T>(string option) => _parsed.GetValue<T>(option);
}
