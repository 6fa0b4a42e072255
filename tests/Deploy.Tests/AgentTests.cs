using System.CommandLine.Parsing;

namespace BudgetMesh.Deploy.Tests;

/// <summary>The agent as a unit of systemd and as a sidecar.</summary>
public sealed class AgentTests
{
    private static readonly string[] Unit = Repository.Read("deploy", "agent", "budgetmesh-agent.service").Split('\n');

    private static readonly YamlNode Sidecar = YamlNode.ReadAll(Repository.PathOf("deploy", "agent", "sidecar.yaml")).ShouldHaveSingleItem();

    private static YamlNode Agent => Sidecar["spec"]["initContainers"].Items.ShouldHaveSingleItem();

    [Fact]
    public void What_systemd_starts_is_a_command_of_the_program_and_writes_only_where_it_may()
    {
        var words = CommandLineParser.SplitCommandLine(Setting("ExecStart")).Skip(1).ToArray();
        ServeArguments.Parse(words).Errors.Select(static error => error.Message).ShouldBeEmpty();
        words[Array.IndexOf(words, "--socket") + 1].ShouldStartWith($"/run/{Setting("RuntimeDirectory")}/");
        words[Array.IndexOf(words, "--journal") + 1].ShouldStartWith($"/var/lib/{Setting("StateDirectory")}/");
        long.Parse(Setting("TimeoutStopSec"), null).ShouldBeGreaterThan(Drain(words));
    }

    [Fact]
    public void What_the_sidecar_runs_are_commands_of_the_program_and_it_writes_only_into_its_volumes()
    {
        var args = Agent["args"].Texts.ToArray();
        ServeArguments.Parse(args).Errors.Select(static error => error.Message).ShouldBeEmpty();
        string[] probe = [.. Agent["startupProbe"]["exec"]["command"].Texts.Skip(2)];
        ServeArguments.Parse(probe).Errors.ShouldBeEmpty();
        probe[^1].ShouldBe(args[Array.IndexOf(args, "--listen") + 1]);
        var mounts = Agent["volumeMounts"].Items.Select(static mount => mount["mountPath"].Text).ToList();
        foreach (var written in new[] { args[Array.IndexOf(args, "--socket") + 1], args[Array.IndexOf(args, "--journal") + 1] })
            mounts.ShouldContain(mount => written.StartsWith($"{mount}/", StringComparison.Ordinal), written);
        Sidecar["spec"]["volumes"].Items.Select(static volume => volume["name"].Text).ShouldBe(Agent["volumeMounts"].Items.Select(static mount => mount["name"].Text), ignoreOrder: true);
        Sidecar["spec"]["terminationGracePeriodSeconds"].Number.ShouldBeGreaterThan(Drain(args));
        // Only then is it a sidecar: it ends after the gateway.
        Agent["restartPolicy"].Text.ShouldBe("Always");
    }

    [SchemaFact]
    public void Kubernetes_knows_every_field() => KubernetesSchemas.Check([Repository.PathOf("deploy", "agent", "sidecar.yaml")]).ShouldBeEmpty();

    private static string Setting(string name) => Unit.Single(line => line.StartsWith($"{name}=", StringComparison.Ordinal))[(name.Length + 1)..];

    private static long Drain(string[] words) => long.Parse(words[Array.IndexOf(words, "--drain-s") + 1], null);
}
