using System.Text.Json;
using BudgetMesh.Routing;

namespace BudgetMesh.Tests;

public sealed class MeshJsonTests
{
    [Fact]
    public void A_mesh_reads_back_as_written_in_snake_case()
    {
        var config = MeshSample.Config with
        {
            Prices = new() { Book = "prices.json", Overlay = [new() { Provider = "p", Model = "m", CacheWriteOneHourMtok = "0.5" }] },
        };
        var json = JsonSerializer.Serialize(config, MeshJson.Default.MeshConfig);
        json.ShouldContain("\"cache_write_one_hour_mtok\": \"0.5\"");
        json.ShouldContain("\"when_silo_away\"");
        json.ShouldNotContain("null");
        var again = JsonSerializer.Deserialize(json, MeshJson.Default.MeshConfig)!;
        JsonSerializer.Serialize(again, MeshJson.Default.MeshConfig).ShouldBe(json);
        MeshSample.Compile(again).Scopes.Count.ShouldBe(4);
    }

    [Fact]
    public void An_unknown_member_is_refused() =>
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize("""{"scopes":{"acme":{"badgets":[]}}}""", MeshJson.Default.MeshConfig))
            .Message.ShouldContain("badgets");
}
