using System.Net;
using System.Net.Http.Headers;
using BudgetMesh.Tests;

namespace BudgetMesh.Bench.Gateways;

/// <summary>A way for a request to the upstream.</summary>
/// <param name="Servers">Those that are on it, which the upstream itself is not.</param>
internal sealed record Way(string Name, Uri Url, IReadOnlyList<LocalServer> Servers)
{
    public TimeSpan Cpu => Servers.Aggregate(TimeSpan.Zero, static (sum, server) => sum + server.Cpu);
}

/// <summary>
/// The upstream, and before it nginx, Portkey's gateway, and a silo with BudgetMesh's gateway: each a process on this machine, with its files in
/// a temporary folder that goes with them.
/// </summary>
internal sealed class GatewayTown : IAsyncDisposable
{
    /// <summary>Of the budgets that pay in <c>mesh.yaml</c>, the leaf.</summary>
    private const string Scope = "acme/chat/bot";

    private const string PortkeyProgram = "node_modules/@portkey-ai/gateway/build/start-server.js";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("budgetmesh-bench-");
    private readonly Dictionary<string, IPEndPoint> _places;
    private readonly List<LocalServer> _servers = [];
    private LocalServer? _gateway;
    private string _admin = "";

    private GatewayTown()
    {
        string[] names = ["upstream", "proxy", "portkey", "silo", "gateway"];
        _places = names.Zip(FreeUrls.Find(names.Length, Environment.ProcessId)).ToDictionary(place => place.First, place => IPEndPoint.Parse(new Uri(place.Second).Authority));
    }

    public IReadOnlyList<Way> Ways { get; private set; } = [];

    /// <summary>The upstream's base URL.</summary>
    public Uri Upstream => UrlOf("upstream", "/v1");

    /// <summary>By which <see cref="Scope"/> pays at BudgetMesh's gateway.</summary>
    public string Key { get; private set; } = "";

    public static string Script => Path.Combine(Source, "completion.lua");

    private static string Program => TheProgram.PathIn(AppContext.BaseDirectory);

    private static string Source => Path.Combine(AppContext.BaseDirectory, "gateways");

    /// <param name="packages">Where the npm packages are.</param>
    public static async Task<GatewayTown> StartAsync(string packages, CancellationToken cancellation)
    {
        var town = new GatewayTown();
        try
        {
            await town.BeginAsync(packages, cancellation);
            return town;
        }
        catch
        {
            await town.DisposeAsync();
            throw;
        }
    }

    /// <summary>Where the upstream says how many requests have reached it.</summary>
    public Uri UpstreamCount => UrlOf("upstream", "/count");

    /// <summary>Ends BudgetMesh's gateway, which settles what is under way, and answers what is in the books then.</summary>
    public async Task<Books> CloseBooksAsync(CancellationToken cancellation)
    {
        await _gateway!.StopAsync();
        using var admin = new HttpClient { BaseAddress = UrlOf("silo", "/") };
        admin.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _admin);
        return await Books.ReadAsync(admin, Scope, cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in Enumerable.Reverse(_servers))
            await server.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private async Task BeginAsync(string packages, CancellationToken cancellation)
    {
        await NginxAsync("upstream", cancellation);
        var proxy = await NginxAsync("proxy", cancellation);
        var portkey = await ServeAsync("portkey", "node", [Path.Combine(packages, PortkeyProgram), "--headless", $"--port={_places["portkey"].Port}"], cancellation);
        var silo = await SiloAsync(cancellation);
        _gateway = await ServeAsync("gateway", TheProgram.Host, [Program, "gateway", await FileAsync("gateway.yaml", cancellation)], cancellation);
        Ways = [WayOf("direct", "upstream"), WayOf("nginx", "proxy", proxy), WayOf("Portkey", "portkey", portkey), WayOf("BudgetMesh", "gateway", _gateway, silo)];
    }

    private async Task<LocalServer> NginxAsync(string name, CancellationToken cancellation) =>
        await ServeAsync(name, "nginx", ["-e", "stderr", "-p", _folder.FullName, "-c", await FileAsync($"{name}.conf", cancellation)], cancellation);

    private async Task<LocalServer> SiloAsync(CancellationToken cancellation)
    {
        string[] books = ["--data", PathOf("books")];
        _admin = await TheProgram.DoAsync(["serve", .. books, "--init"]);
        var silo = await ServeAsync("silo", TheProgram.Host, [Program, "serve", "--urls", UrlOf("silo", "").ToString(), .. books], cancellation);
        string[] asAdmin = ["--url", UrlOf("silo", "").ToString(), "--key", _admin];
        await TheProgram.DoAsync(["apply", "-f", Path.Combine(Source, "mesh.yaml"), .. asAdmin]);
        Key = await TheProgram.DoAsync(["keys", "create", "scope", "--scope", Scope, "--label", "bench", .. asAdmin]);
        await File.WriteAllTextAsync(PathOf("gateway.key"), await TheProgram.DoAsync(["keys", "create", "gateway", "--label", "bench", .. asAdmin]), cancellation);
        await File.WriteAllTextAsync(PathOf("provider.key"), "sk-bench-0123456789abcdef", cancellation);
        return silo;
    }

    private async Task<LocalServer> ServeAsync(string name, string program, IReadOnlyList<string> arguments, CancellationToken cancellation)
    {
        var server = await LocalServer.StartAsync(_places[name], program, arguments, cancellation);
        _servers.Add(server);
        return server;
    }

    /// <summary>One of the configurations, with the addresses and the folder of this run in it.</summary>
    private async Task<string> FileAsync(string name, CancellationToken cancellation)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(Source, name), cancellation);
        text = _places.Aggregate(text, static (text, place) => text.Replace($"{{{place.Key}}}", place.Value.ToString(), StringComparison.Ordinal));
        await File.WriteAllTextAsync(PathOf(name), text.Replace("{folder}", _folder.FullName, StringComparison.Ordinal), cancellation);
        return PathOf(name);
    }

    private Way WayOf(string name, string place, params LocalServer[] servers) => new(name, UrlOf(place, "/v1/chat/completions"), servers);

    private Uri UrlOf(string place, string path) => new($"http://{_places[place]}{path}");

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);
}
