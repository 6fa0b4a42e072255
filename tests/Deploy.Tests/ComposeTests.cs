using System.Diagnostics;
using System.Globalization;
using BudgetMesh.Cli;
using BudgetMesh.Client;
using BudgetMesh.Gateway.Configuration;
using BudgetMesh.Mesh;

namespace BudgetMesh.Deploy.Tests;

[Collection(nameof(RunningSilo))]
public sealed class ComposeTests(RunningSilo running)
{
    private const string Secrets = "/run/secrets/";
    private static readonly ComposeFile Compose = ComposeFile.Read();

    [Fact]
    public void Three_silos_name_each_other_by_addresses_at_which_they_listen()
    {
        Compose.Silos.Count.ShouldBe(3);
        foreach (var (name, silo) in Compose.Silos)
        {
            var serve = new ServeArguments(silo.Command!);
            serve.Self.ShouldBe($"http://{name}:{serve.Urls.ShouldHaveSingleItem().Port}");
            serve.Peers.ShouldBe(Compose.Silos.Keys.Select(peer => $"http://{peer}:8080"), ignoreOrder: true);
            serve.Problem.ShouldBeNull();
            silo.Ports!.ShouldHaveSingleItem().ShouldMatch(@"^127\.0\.0\.1:\d+:8080$");
        }

        Compose.Silos.Values.Select(static silo => silo.Ports![0]).ShouldBeUnique();
        Compose.Silos.Values.Select(static silo => string.Join(' ', new ServeArguments(silo.Command!).Peers)).Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public void The_first_key_is_made_in_the_database_that_the_silos_use()
    {
        var first = new ServeArguments(Compose.Services["first-key"].Command!);

        first.OnlyPrepares.ShouldBeTrue();
        foreach (var silo in Compose.Silos.Values)
            new ServeArguments(silo.Command!).Postgres.ConnectionString.ShouldBe(first.Postgres.ConnectionString);
        Compose.Services["first-key"].Profiles.ShouldNotBeNull();
        Compose.Services["first-key"].Restart.ShouldBe("no");
    }

    [Fact]
    public void The_database_is_the_one_that_silos_connect_to_and_start_after()
    {
        var postgres = Compose.Services["postgres"];
        foreach (var silo in Compose.Silos.Values)
        {
            var connection = new ServeArguments(silo.Command!).Postgres;
            (connection.Host, connection.Port).ShouldBe(("postgres", 5432));
            connection.Database.ShouldBe(postgres.Environment["POSTGRES_DB"]);
            connection.Username.ShouldBe(postgres.Environment["POSTGRES_USER"]);
            silo.DependsOn!["postgres"].Condition.ShouldBe("service_healthy");
            silo.Networks.Intersect(postgres.Networks).ShouldNotBeEmpty();
        }

        postgres.Healthcheck.Test!.ShouldContain($"--username={postgres.Environment["POSTGRES_USER"]}");
        postgres.Healthcheck.Test!.ShouldContain($"--dbname={postgres.Environment["POSTGRES_DB"]}");
        int.Parse(postgres.Image.Split(':', '-')[1], CultureInfo.InvariantCulture).ShouldBeGreaterThanOrEqualTo(15);
        postgres.Networks.ShouldAllBe(name => Compose.Networks[name]!.Internal);
        postgres.Ports.ShouldBeNull();
    }

    [Fact]
    public async Task The_health_check_is_a_command_that_a_silo_answers_at_the_port_where_it_listens()
    {
        foreach (var silo in Compose.Silos.Values)
        {
            silo.Healthcheck.Test!.Take(3).ShouldBe(["CMD", "dotnet", "/app/budgetmesh.dll"]);
            string[] check = [.. silo.Healthcheck.Test!.Skip(3)];
            ServeArguments.Parse(check).Errors.ShouldBeEmpty();
            new Uri(SiloOptionSet.DefaultUrl).Port.ShouldBe(new ServeArguments(silo.Command!).Urls[0].Port);
            (await CommandLine.RunAsync([.. check, "--url", running.Url.ToString()], Terminal.OfProcess(), default)).ShouldBe(ExitCode.Ok);
        }
    }

    [Fact]
    public void A_silo_is_given_longer_to_end_than_it_takes()
    {
        foreach (var silo in Compose.Silos.Values)
            Seconds(silo.StopGracePeriod).ShouldBeGreaterThan(CommandLine.EndsWithin);
    }

    [Fact]
    public void A_silo_has_no_rights_that_it_does_not_need()
    {
        foreach (var service in Compose.Services.Values.Where(static service => service.Command is ["serve", ..]))
        {
            service.ReadOnly.ShouldBeTrue();
            service.CapDrop.ShouldBe(["ALL"]);
            service.SecurityOpt.ShouldContain("no-new-privileges:true");
            service.Tmpfs.ShouldBe(["/tmp"]);
            service.MemLimit.ShouldNotBeEmpty();
            service.Image.ShouldBe(Compose.Silos.Values.First().Image);
        }
    }

    [Fact]
    public void The_gateway_reads_its_own_file_knows_all_silos_and_is_given_longer_to_end_than_it_drains()
    {
        var gateway = Compose.Services["gateway"];
        ServeArguments.Parse(["gateway", Repository.PathOf("deploy", "gateway.yaml")]).Errors.ShouldBeEmpty();
        gateway.Command.ShouldBe(["gateway", "/etc/budgetmesh/gateway.yaml"]);
        gateway.Volumes!.ShouldContain("./gateway.yaml:/etc/budgetmesh/gateway.yaml:ro");
        GatewayFile.TryRead(Repository.Read("deploy", "gateway.yaml"), name => gateway.Environment.ContainsKey(name) ? "key" : null, out var plan, out var problems)
            .ShouldBeTrue(string.Join('\n', problems));
        plan.Silos.ShouldBe(Compose.Silos.Keys.Select(static silo => new Uri($"http://{silo}:8080")), ignoreOrder: true);
        new Uri(plan.Listen.ShouldHaveSingleItem()).Port.ShouldBe(8088);
        gateway.Ports.ShouldBe(["127.0.0.1:8088:8088"]);
        gateway.Volumes!.ShouldContain(volume => plan.Journal!.StartsWith($"{volume.Split(':', 2)[1]}/", StringComparison.Ordinal));
        Seconds(gateway.StopGracePeriod).ShouldBeGreaterThan(plan.Times.Drain + new GateOptions { Name = "x" }.FarewellPatience);
        ServeArguments.Parse([.. gateway.Healthcheck.Test!.Skip(3)]).Errors.ShouldBeEmpty();
        gateway.Networks.ShouldBe(["silos"]);
        MeshFile.TryRead(Repository.Read("examples", "gateway-mesh.yaml"), out var mesh, out _, out var wrong).ShouldBeTrue(string.Join('\n', wrong));
        mesh!.Deployments!.Select(static deployment => deployment.Id).ShouldBe(plan.Adapters.Keys, ignoreOrder: true);
    }

    [Fact]
    public void No_secret_is_in_the_file_and_each_that_is_named_is_made_by_the_script()
    {
        var folder = Directory.CreateTempSubdirectory("budgetmesh-secrets-");
        try
        {
            var script = Path.Combine(folder.FullName, "secrets.sh");
            File.Copy(Repository.PathOf("deploy", "secrets.sh"), script);
            Run(script);
            var password = File.ReadAllText(Path.Combine(folder.FullName, "secrets", "postgres-password"));
            Run(script); // again: it changes nothing

            foreach (var secret in Compose.Secrets.Values)
                File.Exists(Path.Combine(folder.FullName, secret.File)).ShouldBeTrue(secret.File);
            password.Length.ShouldBe(48);
            var (host, port, database, user, written) = File.ReadAllText(Path.Combine(folder.FullName, "secrets", "pgpass")).TrimEnd().Split(':') is [var a, var b, var c, var d, var e] ? (a, b, c, d, e) : default;
            foreach (var silo in Compose.Silos.Values)
            {
                var connection = new ServeArguments(silo.Command!).Postgres;
                (connection.Host, connection.Port.ToString(CultureInfo.InvariantCulture), connection.Database, connection.Username, password).ShouldBe((host, port, database, user, written));
                connection.Password.ShouldBeNull();
            }

            if (!OperatingSystem.IsWindows())
                File.GetUnixFileMode(Path.Combine(folder.FullName, "secrets")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void What_reads_a_secret_has_it()
    {
        foreach (var service in Compose.Services.Values)
        {
            foreach (var (variable, path) in service.Environment.Where(static setting => setting.Value.StartsWith(Secrets, StringComparison.Ordinal)))
            {
                variable.ShouldBeOneOf("PGPASSFILE", "POSTGRES_PASSWORD_FILE");
                service.Secrets.ShouldContain(path[Secrets.Length..]);
            }

            service.Secrets.ShouldAllBe(name => Compose.Secrets.ContainsKey(name));
        }

        foreach (var silo in Compose.Silos.Values)
            silo.Environment.Keys.ShouldContain("PGPASSFILE");
    }

    private static TimeSpan Seconds(string text) =>
        TimeSpan.FromSeconds(int.Parse(text.TrimEnd('s'), CultureInfo.InvariantCulture));

    private static void Run(string script)
    {
        using var process = Process.Start("bash", [script]);
        process.WaitForExit();
        process.ExitCode.ShouldBe(0);
    }
}
