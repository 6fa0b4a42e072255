using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using BudgetMesh.Client;
using BudgetMesh.Mesh;
using BudgetMesh.Routing;

namespace BudgetMesh.EndToEnd;

/// <summary>A server process on a directory of its own, its mesh and its keys; everything set up with the program's own commands.</summary>
internal sealed class Town : IAsyncDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("budgetmesh-end-");
    private readonly string _url;
    private ServerProcess? _server;

    private Town(int seed) => _url = FreeUrls.Find(1, seed)[0];

    public string Url => _url;

    public string AdminKey { get; private set; } = "";

    public string GatewayKey { get; private set; } = "";

    /// <param name="seed">Decides the port that is tried first.</param>
    public static async Task<Town> StartAsync(MeshConfig mesh, int seed, string? priceList = null)
    {
        var town = new Town(seed);
        try
        {
            town.AdminKey = await TheProgram.DoAsync("serve", "--data", town.DataDirectory, "--init");
            await town.StartServerAsync();
            if (priceList is not null)
                await File.WriteAllTextAsync(Path.Combine(town._directory.FullName, mesh.Prices!.Book!), priceList);
            var file = Path.Combine(town._directory.FullName, "mesh.yaml");
            await File.WriteAllTextAsync(file, MeshFile.Write(mesh));
            await town.DoAsync("apply", "-f", file);
            town.GatewayKey = await town.DoAsync("keys", "create", "gateway", "--label", "gates of a test");
            return town;
        }
        catch
        {
            await town.DisposeAsync();
            throw;
        }
    }

    /// <summary>The mesh of examples/.</summary>
    public static MeshConfig ExampleMesh()
    {
        MeshFile.TryRead(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "mesh.yaml")), out var mesh, out _, out _).ShouldBeTrue();
        return mesh;
    }

    public string DataDirectory => Path.Combine(_directory.FullName, "data");

    public async Task StartServerAsync() => _server = await ServerProcess.StartAsync(_url, "--data", DataDirectory);

    public async Task KillServerAsync()
    {
        await _server!.KillAsync();
        _server.Dispose();
    }

    public Task<Gate> ConnectAsync(string name, SiloTraffic traffic) => Gate.ConnectAsync(
        new GateOptions { Name = name }, [new WatchedTransport(new HttpSiloTransport(new Uri(_url), GatewayKey), traffic)]);

    /// <summary>Runs an admin command that has to succeed.</summary>
    public Task<string> DoAsync(params string[] arguments) => TheProgram.DoAsync([.. arguments, "--url", _url, "--key", AdminKey]);

    /// <summary>The windows of a scope's budgets in USD, as <c>budgetmesh scopes</c> shows them.</summary>
    public async Task<IReadOnlyList<WindowSeen>> WindowsAsync(string scope)
    {
        using var seen = JsonDocument.Parse(await DoAsync("scopes", scope, "--json"));
        return
        [
            .. from state in seen.RootElement.GetProperty("scopes").EnumerateArray()
            where state.GetProperty("scope").GetString() == scope
            from budget in state.GetProperty("budgets").EnumerateArray()
            where budget.GetProperty("unit").GetString() == "usd"
            from window in budget.GetProperty("windows").EnumerateArray()
            select new WindowSeen(
                budget.GetProperty("name").GetString()!, Usd(window, "cap"), Usd(window, "spent"), Usd(window, "held"), Usd(window, "free"), Usd(window, "available"))
            {
                Forfeited = Usd(window, "forfeited"),
            },
        ];
    }

    /// <summary>All receipts, as <c>budgetmesh receipts</c> shows them.</summary>
    public async Task<IReadOnlyList<ReceiptSeen>> ReceiptsAsync()
    {
        using var seen = JsonDocument.Parse(await DoAsync("receipts", "--limit", "1000000", "--json"));
        return
        [
            .. from receipt in seen.RootElement.GetProperty("receipts").EnumerateArray()
            select new ReceiptSeen(
                receipt.GetProperty("decision").GetString()!,
                receipt.GetProperty("kind").GetString()!,
                receipt.GetProperty("at").GetDateTimeOffset(),
                receipt.GetProperty("cost").GetString()!,
                receipt.GetProperty("bound").GetString()!,
                [
                    .. from leg in receipt.GetProperty("legs").EnumerateArray()
                    where leg.GetProperty("unit").GetString() == "usd"
                    select (leg.GetProperty("scope").GetString()!, leg.GetProperty("budget").GetString()!, Usd(leg, "amount")),
                ]),
        ];
    }

    /// <summary>Says that a gateway is gone; one that the books do not know had nothing.</summary>
    public async Task RetireAsync(string incarnation)
    {
        using var admin = new HttpClient { BaseAddress = new Uri(_url), DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", AdminKey) } };
        using var response = await admin.PostAsync($"/v1/gateways/{incarnation}/retire", null);
        response.StatusCode.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.NotFound);
    }

    /// <summary>What each gateway that is closed has forfeited of the budgets in USD, as <c>budgetmesh gateways list</c> shows it.</summary>
    public async Task<IReadOnlyList<ForfeitSeen>> ForfeitsAsync()
    {
        using var seen = JsonDocument.Parse(await DoAsync("gateways", "list", "--scopes", "--json"));
        return
        [
            .. from gateway in seen.RootElement.GetProperty("gateways").EnumerateArray()
               where gateway.GetProperty("state").GetString() == "closed"
               from budget in gateway.GetProperty("budgets").EnumerateArray()
               where budget.GetProperty("forfeited").ValueKind == JsonValueKind.String
               select new ForfeitSeen(
                   gateway.GetProperty("incarnation").GetString()!, budget.GetProperty("scope").GetString()!, budget.GetProperty("budget").GetString()!, Usd(budget, "forfeited")),
        ];
    }

    public ValueTask DisposeAsync()
    {
        _server?.Dispose();
        _directory.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private static decimal Usd(JsonElement of, string amount) => decimal.Parse(of.GetProperty(amount).GetString()!, CultureInfo.InvariantCulture);
}

/// <summary>Amounts in USD.</summary>
internal sealed record WindowSeen(string Budget, decimal Cap, decimal Spent, decimal Held, decimal Free, decimal Available)
{
    public decimal Forfeited { get; init; }
}

/// <param name="Legs">What budgets in USD were charged.</param>
internal sealed record ReceiptSeen(string Decision, string Kind, DateTimeOffset At, string Cost, string Bound, IReadOnlyList<(string Scope, string Budget, decimal Usd)> Legs);

/// <param name="Usd">What the gateway had when it was closed and nobody has given back.</param>
internal sealed record ForfeitSeen(string Incarnation, string Scope, string Budget, decimal Usd);
