using System.Diagnostics;
using System.Globalization;
using System.Text;
using BudgetMesh.Tests;

namespace BudgetMesh.Proxies.Tests.World;

/// <summary>A proxy with its files in a folder of its own, from the start until the end of a test.</summary>
internal sealed class ProxyProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly DirectoryInfo _folder;
    private readonly StringBuilder _said = new();

    private ProxyProcess(Process process, DirectoryInfo folder, Uri address)
    {
        (_process, _folder, Address) = (process, folder, address);
        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.ErrorDataReceived += (_, line) => Hear(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public Uri Address { get; }

    /// <summary>What it has written of itself.</summary>
    public string Log
    {
        get
        {
            lock (_said)
                return _said.ToString();
        }
    }

    /// <summary>nginx with the files of <c>deploy/nginx</c>.</summary>
    public static Task<ProxyProcess> NginxAsync(ProxyWorld world) => StartAsync(
        "nginx",
        (text, address) => text
            .Replace("127.0.0.1:8000", address.Authority, StringComparison.Ordinal)
            .Replace("127.0.0.1:5090", world.Agent.Authority, StringComparison.Ordinal)
            .Replace("server api.openai.com:443", $"server {world.UpstreamAuthority}", StringComparison.Ordinal)
            .Replace("server api.anthropic.com:443", $"server {world.UpstreamAuthority}", StringComparison.Ordinal)
            // The fake provider has each deployment below a path of its own, by which the test knows that it was meant.
            .Replace("~^openai/    https://openai;", "~^openai/(?<name>.*)$ http://openai/$name;", StringComparison.Ordinal)
            .Replace("~^anthropic/ https://anthropic;", "~^anthropic/(?<name>.*)$ http://anthropic/$name;", StringComparison.Ordinal),
        folder => new ProcessStartInfo("nginx", ["-p", folder, "-c", Path.Combine(folder, "nginx.conf"), "-e", "stderr", "-g", "daemon off;"]));

    /// <summary>Caddy with the file of <c>deploy/caddy</c>.</summary>
    public static Task<ProxyProcess> CaddyAsync(ProxyWorld world) => StartAsync(
        "caddy",
        (text, address) => text
            .Replace(":8000 {", $"http://{address.Authority} {{", StringComparison.Ordinal)
            .Replace("127.0.0.1:5090", world.Agent.Authority, StringComparison.Ordinal)
            .Replace("https://{$AZURE_HOST}", $"http://{world.UpstreamAuthority}", StringComparison.Ordinal)
            .Replace("/openai/deployments/gpt-large", "/gpt-large/v1", StringComparison.Ordinal)
            .Replace("/openai/deployments/gpt-small", "/gpt-small/v1", StringComparison.Ordinal)
            .Replace("/openai/deployments/embedding", "/embedding/v1", StringComparison.Ordinal),
        folder => new ProcessStartInfo("caddy", ["run", "--adapter", "caddyfile", "--config", Path.Combine(folder, "Caddyfile")])
        {
            Environment = { ["HOME"] = folder, ["AZURE_API_KEY"] = "azure-secret" },
        });

    /// <summary>Asked to end, as its service would be.</summary>
    public async ValueTask DisposeAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private static async Task<ProxyProcess> StartAsync(string name, Func<string, Uri, string> adapt, Func<string, ProcessStartInfo> command)
    {
        var folder = Directory.CreateTempSubdirectory($"budgetmesh-{name}-");
        var address = new Uri(FreeUrls.Find(1, Environment.TickCount)[0]);
        foreach (var file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "deploy", name)))
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, Path.GetFileName(file)), adapt(await File.ReadAllTextAsync(file), address));
        var start = command(folder.FullName);
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        var proxy = new ProxyProcess(Process.Start(start)!, folder, address);
        using var client = new HttpClient { BaseAddress = address };
        while (true)
        {
            try
            {
                using var answer = await client.GetAsync("/");
                return proxy;
            }
            catch (HttpRequestException) when (!proxy._process.HasExited)
            {
                await Task.Yield();
            }
            catch (HttpRequestException)
            {
                throw new InvalidOperationException($"{name} ended with {proxy._process.ExitCode}: {proxy.Log}");
            }
        }
    }

    private void Hear(string? line)
    {
        lock (_said)
            _said.AppendLine(line);
    }
}
