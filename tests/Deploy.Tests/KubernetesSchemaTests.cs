namespace BudgetMesh.Deploy.Tests;

public sealed class KubernetesSchemaTests
{
    [SchemaFact]
    public void Kubernetes_has_every_kind_and_field_of_the_manifests_and_takes_their_values() =>
        KubernetesSchemas.Check(Manifests.Files.Select(static file => Path.Combine(Manifests.Folder, file))).ShouldBeEmpty();

    [SchemaFact]
    public void A_misspelt_field_is_seen()
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, File.ReadAllText(Path.Combine(Manifests.Folder, "silos.yaml")).Replace("livenessProbe", "livelinessProbe", StringComparison.Ordinal));
            KubernetesSchemas.Check([file]).ShouldContain("has no field livelinessProbe");
        }
        finally
        {
            File.Delete(file);
        }
    }
}
