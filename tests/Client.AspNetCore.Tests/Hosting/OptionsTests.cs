using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace BudgetMesh.AspNetCore.Tests.Hosting;

public sealed class OptionsTests
{
    private static readonly Dictionary<string, string?> Right = new()
    {
        ["BudgetMesh:Name"] = "edge-1",
        ["BudgetMesh:Urls:0"] = "http://silo-1:8080",
        ["BudgetMesh:Urls:1"] = "https://silo-2:8080",
        ["BudgetMesh:Key"] = "bm_gateway_x",
        ["BudgetMesh:Prefetch:0"] = "acme/search",
        ["BudgetMesh:Patience"] = "00:00:00.5",
    };

    [Fact]
    public void Options_are_read_from_configuration()
    {
        var options = Read(Right);
        var gate = options.ToGate(Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
        (gate.Name, gate.Key, gate.Patience).ShouldBe(("edge-1", "bm_gateway_x", TimeSpan.FromSeconds(0.5)));
        gate.Urls.ShouldBe([new Uri("http://silo-1:8080"), new Uri("https://silo-2:8080")]);
        gate.Prefetch.ShouldBe([ScopePath.Parse("acme/search")]);
        gate.SyncTimeout.ShouldBe(new Client.GateOptions { Name = "x" }.SyncTimeout);
    }

    [Theory]
    [InlineData("Name", null, "Name is \"\"")]
    [InlineData("Name", "edge 1", "Name is \"edge 1\"")]
    [InlineData("Name", "a-name-that-is-longer-than-an-incarnation-leaves-room-for-because-it-goes-on", "1 to 51 letters")]
    [InlineData("Urls:1", "silo-2:8080", "Urls has \"silo-2:8080\"")]
    [InlineData("Urls:0", "ftp://silo", "Urls has \"ftp://silo\"")]
    [InlineData("Key", " ", "Key is missing")]
    [InlineData("Prefetch:0", "Acme", "Prefetch: ")]
    [InlineData("Patience", "-00:00:01", "Patience is -00:00:01")]
    [InlineData("StartPatience", "-00:00:01", "StartPatience is -00:00:01")]
    [InlineData("SyncTimeout", "00:00:00", "SyncTimeout is 00:00:00")]
    [InlineData("JournalWitness", "/dev/shm", "JournalWitness is of no use")]
    public void What_cannot_be_used_is_named(string field, string? value, string expected)
    {
        var problem = Should.Throw<OptionsValidationException>(() => Read(new Dictionary<string, string?>(Right) { [$"BudgetMesh:{field}"] = value }));
        problem.Failures.Single().ShouldContain(expected);
    }

    [Fact]
    public async Task An_application_with_wrong_options_does_not_start_and_says_all_that_is_wrong()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddBudgetMesh(options => options.Name = "edge 1");
        using var host = builder.Build();
        var problem = await Should.ThrowAsync<OptionsValidationException>(() => host.StartAsync());
        problem.Failures.Count().ShouldBe(3);
    }

    [Fact]
    public void A_field_that_there_is_not_is_no_option() =>
        Should.Throw<InvalidOperationException>(() => Read(new Dictionary<string, string?>(Right) { ["BudgetMesh:Url"] = "http://silo" })).Message.ShouldContain("Url");

    private static BudgetMeshOptions Read(Dictionary<string, string?> settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        using var services = new ServiceCollection().AddBudgetMesh(configuration.GetSection("BudgetMesh")).BuildServiceProvider();
        return services.GetRequiredService<IOptions<BudgetMeshOptions>>().Value;
    }
}
