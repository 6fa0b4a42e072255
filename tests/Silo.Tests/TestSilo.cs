using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using BudgetMesh.Storage;
using Microsoft.Extensions.Logging;

namespace BudgetMesh.Silo.Tests;

/// <summary>A silo on a free port of this machine, over a directory of its own, and clients with each kind of key.</summary>
public sealed class TestSilo : IAsyncLifetime
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("budgetmesh-");

    public SiloHost Host { get; private set; } = null!;

    public string DataDirectory => _directory.FullName;

    public HttpClient Admin { get; private set; } = null!;

    public HttpClient Gateway { get; private set; } = null!;

    public HttpClient Stranger { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Host = await StartAsync(DataDirectory);
        Admin = Client(await Host.CreateKeyAsync(KeyRole.Admin, "test admin"));
        Gateway = Client(await Host.CreateKeyAsync(KeyRole.Gateway, "test gateway"));
        Stranger = Client(null);
    }

    public static Task<SiloHost> StartAsync(string directory) => SiloHost.StartAsync(new SiloOptions
    {
        DataDirectory = directory,
        Urls = ["http://127.0.0.1:0"],
        Logging = static logging => logging.ClearProviders(),
    });

    public HttpClient Client(string? secret)
    {
        var client = new HttpClient { BaseAddress = Host.BaseAddress };
        if (secret is not null)
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        return client;
    }

    public async Task RestartAsync()
    {
        await Host.DisposeAsync();
        Host = await StartAsync(DataDirectory);
        Admin = Client(Admin.DefaultRequestHeaders.Authorization!.Parameter);
        Gateway = Client(Gateway.DefaultRequestHeaders.Authorization!.Parameter);
    }

    public async Task DisposeAsync()
    {
        await Host.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    /// <summary>Puts a mesh in force.</summary>
    public async Task ApplyAsync(string yaml) => (await Admin.PostTextAsync("/v1/mesh", yaml)).StatusCode.ShouldBe(HttpStatusCode.OK);
}

internal static class HttpShortcuts
{
    public static Task<HttpResponseMessage> PostTextAsync(this HttpClient client, string path, string text) =>
        client.PostAsync(path, new StringContent(text, Encoding.UTF8, "text/yaml"));

    public static Task<HttpResponseMessage> PostJsonAsync(this HttpClient client, string path, string json) =>
        client.PostAsync(path, new StringContent(json, Encoding.UTF8, "application/json"));

    public static async Task<JsonNode> JsonAsync(this Task<HttpResponseMessage> call, HttpStatusCode status = HttpStatusCode.OK)
    {
        using var response = await call;
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(status, text);
        return JsonNode.Parse(text).ShouldNotBeNull();
    }

    /// <summary>The answer as a problem, with the detail that people read.</summary>
    public static async Task<JsonNode> ProblemAsync(this Task<HttpResponseMessage> call, HttpStatusCode status)
    {
        using var response = await call;
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(status, text);
        response.Content.Headers.ContentType.ShouldNotBeNull().MediaType.ShouldBe("application/problem+json");
        return JsonNode.Parse(text).ShouldNotBeNull();
    }

    public static string Detail(this JsonNode problem) => problem["detail"].ShouldNotBeNull().GetValue<string>();
}
