using System.Net;
using BudgetMesh.Cli;
using BudgetMesh.Rates;
using BudgetMesh.Silo;

namespace BudgetMesh.Deploy.Tests;

[Collection(nameof(RunningSilo))]
public sealed class KubernetesTests(RunningSilo running)
{
    [Fact]
    public void Every_manifest_is_applied() =>
        Directory.GetFiles(Manifests.Folder).Select(Path.GetFileName).ShouldBe([.. Manifests.Files, "kustomization.yaml", "service-monitor.yaml"], ignoreOrder: true);

    [Fact]
    public void Each_silo_is_one_of_the_peers_that_all_of_them_name()
    {
        var replicas = Manifests.Silos["replicas"].Number;
        string[] names = [.. Enumerable.Range(0, (int)replicas).Select(static ordinal => $"http://{Manifests.PodName(ordinal)}.{Manifests.Silos["serviceName"].Text}:8080")];
        for (var ordinal = 0; ordinal < replicas; ordinal++)
        {
            var serve = Manifests.Serve(ordinal);
            serve.Peers.ShouldBe(names);
            serve.Self.ShouldBe(names[ordinal]);
            serve.Problem.ShouldBeNull();
            serve.Urls.ShouldHaveSingleItem().Port.ShouldBe((int)Manifests.Port["containerPort"].Number);
        }
    }

    [Fact]
    public void The_name_of_a_silo_is_known_before_it_is_ready()
    {
        var named = Manifests.Of("Service").Single(static service => service["metadata"]["name"].Text == Manifests.Silos["serviceName"].Text)["spec"];

        named["clusterIP"].Text.ShouldBe("None");
        named["publishNotReadyAddresses"].Text.ShouldBe("true");
        named["ports"][0]["port"].Number.ShouldBe(Manifests.Port["containerPort"].Number);
    }

    [Fact]
    public async Task Probes_ask_what_a_silo_answers_without_a_key()
    {
        foreach (var name in new[] { "startupProbe", "livenessProbe", "readinessProbe" })
        {
            var probe = Manifests.Silo[name]["httpGet"];
            probe["port"].Text.ShouldBe(Manifests.Port["name"].Text);
            using var answer = await running.Stranger.GetAsync(probe["path"].Text);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, probe.Path);
        }

        // Nobody restarts a silo for its database.
        Manifests.Silo["livenessProbe"]["httpGet"]["path"].Text.ShouldBe("/healthz");
        Manifests.Silo["readinessProbe"]["httpGet"]["path"].Text.ShouldBe("/readyz");
    }

    [Fact]
    public void A_silo_is_given_longer_to_end_than_it_takes() =>
        Seconds(Manifests.Pod["terminationGracePeriodSeconds"]).ShouldBeGreaterThan(Seconds(Manifests.Silo["lifecycle"]["preStop"]["sleep"]["seconds"]) + CommandLine.EndsWithin);

    [Fact]
    public void A_silo_is_given_longer_to_start_than_a_step_of_the_schema_takes()
    {
        var probe = Manifests.Silo["startupProbe"];
        (Seconds(probe["periodSeconds"]) * probe["failureThreshold"].Number).ShouldBeGreaterThan(CodeFigure.Time("Postgres.SchemaMigrator.StepMax"));
    }

    [Fact]
    public void The_next_silo_is_replaced_when_the_last_one_is_in_again_and_has_learned()
    {
        Seconds(Manifests.Silos["minReadySeconds"]).ShouldBeGreaterThan(PeerTimes.OutFor + PeerTimes.PingEvery + RateRules.Learning);
        Manifests.Silos["updateStrategy"]["type"].Text.ShouldBe("RollingUpdate");
        Manifests.Only("PodDisruptionBudget")["spec"]["maxUnavailable"].Number.ShouldBe(1);
    }

    [Fact]
    public void Whatever_selects_silos_selects_them()
    {
        foreach (var service in Manifests.Of("Service"))
        {
            IsTheSilos(service["spec"]["selector"]);
            service["spec"]["ports"].Items.ShouldHaveSingleItem()["targetPort"].Text.ShouldBe(Manifests.Port["name"].Text);
        }

        IsTheSilos(Manifests.Silos["selector"]["matchLabels"]);
        IsTheSilos(Manifests.Only("PodDisruptionBudget")["spec"]["selector"]["matchLabels"]);
        IsTheSilos(Manifests.Only("NetworkPolicy")["spec"]["podSelector"]["matchLabels"]);
        foreach (var spread in Manifests.Pod["topologySpreadConstraints"].Items)
            IsTheSilos(spread["labelSelector"]["matchLabels"]);
    }

    [Fact]
    public void A_silo_reaches_its_peers_names_and_its_database_and_peers_gateways_and_prometheus_reach_it()
    {
        var policy = Manifests.Only("NetworkPolicy")["spec"];
        policy["policyTypes"].Texts.ShouldBe(["Ingress", "Egress"]);
        var entry = policy["ingress"].Items.ShouldHaveSingleItem();
        entry["ports"].Items.ShouldHaveSingleItem()["port"].Text.ShouldBe(Manifests.Port["name"].Text);
        entry["from"].Items.Count.ShouldBe(3);
        IsTheSilos(entry["from"][0]["podSelector"]["matchLabels"]);

        policy["egress"].Items.SelectMany(static way => way["ports"].Items).Select(static port => port["port"].Text)
            .ShouldBe([Manifests.Port["name"].Text, "53", "53", $"{Manifests.Serve(0).Postgres.Port}"]);
        IsTheSilos(policy["egress"][0]["to"].Items.ShouldHaveSingleItem()["podSelector"]["matchLabels"]);
    }

    [Fact]
    public void The_password_and_the_databases_authority_are_files_of_a_secret()
    {
        var volume = Manifests.Pod["volumes"].Items.Single(static volume => volume.Has("secret"));
        var place = Manifests.Silo["volumeMounts"].Items.Single(mount => mount["name"].Text == volume["name"].Text);
        string[] files = [.. volume["secret"]["items"].Items.Select(item => $"{place["mountPath"].Text}/{item["path"].Text}")];
        var connection = Manifests.Serve(0).Postgres;

        connection.Password.ShouldBeNull();
        connection.SslMode.ShouldBe(Npgsql.SslMode.VerifyFull);
        files.ShouldBe([Manifests.Silo["env"].Items.Single(static variable => variable["name"].Text == "PGPASSFILE")["value"].Text, connection.RootCertificate!], ignoreOrder: true);
        place["readOnly"].Text.ShouldBe("true");
        // For the group that the pod has its files in, and nobody else.
        volume["secret"]["defaultMode"].Text.ShouldBe("0440");
        Manifests.Pod["securityContext"]["fsGroup"].Number.ShouldBe(Manifests.Pod["securityContext"]["runAsGroup"].Number);
    }

    /// <summary>What Kubernetes' profile "restricted" asks of a pod, and a little more.</summary>
    [Fact]
    public void A_silo_has_no_rights_that_it_does_not_need()
    {
        Manifests.Only("Namespace")["metadata"]["labels"]["pod-security.kubernetes.io/enforce"].Text.ShouldBe("restricted");
        Manifests.Pod["securityContext"]["runAsNonRoot"].Text.ShouldBe("true");
        Manifests.Pod["securityContext"]["runAsUser"].Number.ShouldBeGreaterThan(0);
        Manifests.Pod["securityContext"]["seccompProfile"]["type"].Text.ShouldBe("RuntimeDefault");
        Manifests.Pod["automountServiceAccountToken"].Text.ShouldBe("false");
        Manifests.Pod["volumes"].Items.ShouldAllBe(static volume => volume.Has("secret") || volume.Has("emptyDir"));
        var own = Manifests.Silo["securityContext"];
        own["allowPrivilegeEscalation"].Text.ShouldBe("false");
        own["readOnlyRootFilesystem"].Text.ShouldBe("true");
        own["capabilities"].Names.ShouldBe(["drop"]);
        own["capabilities"]["drop"].Texts.ShouldBe(["ALL"]);
        Manifests.Silo["resources"]["limits"].Names.ShouldBe(["memory"]);
        Manifests.Silo["resources"]["requests"].Names.ShouldBe(["cpu", "memory"], ignoreOrder: true);
    }

    private static TimeSpan Seconds(YamlNode node) => TimeSpan.FromSeconds(node.Number);

    private static void IsTheSilos(YamlNode selector)
    {
        selector.Names.ShouldNotBeEmpty();
        foreach (var (name, value) in selector.Pairs)
            Manifests.Silos["template"]["metadata"]["labels"][name].Text.ShouldBe(value);
    }
}
