using BudgetMesh.Silo;

namespace BudgetMesh.Cli.Tests;

/// <summary>A silo of its own for each test, and commands that are told of it by their environment.</summary>
public abstract class WithSilo : TempFiles, IAsyncLifetime
{
    private readonly Dictionary<string, string> _variables = [];

    private protected SiloHost Silo { get; private set; } = null!;

    private protected string Url => Silo.BaseAddress.ToString();

    /// <summary>The first admin's.</summary>
    private protected string Key => _variables["BUDGETMESH_KEY"];

    public async Task InitializeAsync()
    {
        var init = await CliRun.Of("serve", "--data", Folder, "--init");
        init.ExitCode.ShouldBe(ExitCode.Ok, init.Error);
        Silo = await SiloHost.StartAsync(new SiloOptions { DataDirectory = Folder, Urls = ["http://127.0.0.1:0"], Logging = static _ => { } });
        _variables["BUDGETMESH_URL"] = Url;
        _variables["BUDGETMESH_KEY"] = init.Out.Trim();
    }

    public async Task DisposeAsync() => await Silo.DisposeAsync();

    private protected Task<CliRun> Run(params string[] args) => CliRun.Of(_variables, args);

    private protected async Task<string> GatewayKeyAsync() => (await Run("keys", "create", "gateway", "--label", "test")).Out.Trim();
}
