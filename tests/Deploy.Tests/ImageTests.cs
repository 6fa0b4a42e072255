using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace BudgetMesh.Deploy.Tests;

/// <summary>The image as MSBuild reads the project: what the deploy files rely on.</summary>
public sealed class ImageTests
{
    private static readonly Lazy<JsonElement> Project = new(Evaluate);

    private static string Name => $"{Property("ContainerRepository")}:{Property("ContainerImageTag")}";

    [Fact]
    public void The_deploy_files_run_the_image_that_the_project_makes()
    {
        foreach (var silo in ComposeFile.Read().Silos.Values)
            silo.Image.ShouldBe($"${{BUDGETMESH_IMAGE:-{Name}}}");
        Manifests.Silo["image"].Text.ShouldBe(Property("ContainerRepository"));
        var image = Manifests.Kustomization["images"].Items.ShouldHaveSingleItem();
        image["name"].Text.ShouldBe(Property("ContainerRepository"));
        image["newTag"].Text.ShouldBe(Property("ContainerImageTag"));
    }

    [Fact]
    public void Its_user_is_not_root_and_is_the_one_that_the_pod_has()
    {
        long.Parse(Property("ContainerUser"), CultureInfo.InvariantCulture).ShouldBeGreaterThan(0);
        Manifests.Pod["securityContext"]["runAsUser"].Text.ShouldBe(Property("ContainerUser"));
    }

    [Fact]
    public void Its_port_is_the_one_at_which_silos_are_told_to_listen()
    {
        var port = Project.Value.GetProperty("Items").GetProperty("ContainerPort").EnumerateArray().ShouldHaveSingleItem().GetProperty("Identity").GetString();
        Manifests.Serve(0).Urls[0].Port.ToString(CultureInfo.InvariantCulture).ShouldBe(port);
        foreach (var silo in ComposeFile.Read().Silos.Values)
            silo.Ports![0].ShouldEndWith($":{port}");
    }

    /// <summary>The silo is an application of ASP.NET Core, for the runtime that it is built for.</summary>
    [Fact]
    public void Its_base_has_the_runtime_that_the_program_needs() =>
        Property("ContainerBaseImage").ShouldStartWith($"mcr.microsoft.com/dotnet/aspnet:{Property("TargetFramework")["net".Length..]}-");

    private static string Property(string name) => Project.Value.GetProperty("Properties").GetProperty(name).GetString()!;

    private static JsonElement Evaluate()
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            ArgumentList =
            {
                "msbuild", Repository.PathOf("src", "Cli", "Cli.csproj"), "-nodeReuse:false", "-getItem:ContainerPort",
                "-getProperty:ContainerRepository,ContainerImageTag,ContainerBaseImage,ContainerUser,TargetFramework",
            },
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, said);
        return JsonDocument.Parse(said).RootElement;
    }
}
