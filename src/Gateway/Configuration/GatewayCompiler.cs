using System.Collections.Frozen;
using System.Globalization;
using BudgetMesh.Http;

namespace BudgetMesh.Gateway.Configuration;

/// <summary>From what was written to what can be in force.</summary>
/// <param name="report">Takes a field and what is wrong with it.</param>
internal sealed class GatewayCompiler(Func<string, string?> environment, Action<string, string> report)
{
    private static readonly (string Unit, double Seconds)[] Units = [("ms", 0.001), ("s", 1), ("m", 60)];

    /// <summary>To be used only where nothing was reported.</summary>
    public GatewayPlan Compile(GatewayConfig config) => new()
    {
        Listen = [.. Addresses(config.Listen ?? ["http://127.0.0.1:8080"], "listen").Select(static address => address.ToString())],
        Name = config.Name ?? "gateway",
        Silos = [.. Addresses(Required(config.Silos, "silos", "the address of a silo, such as [http://localhost:5080]") ?? [], "silos")],
        Key = Required(config.Key, "key", "the gateway's own key: {env: BUDGETMESH_KEY}") is { } key ? Secret(key, "key") : "",
        Journal = config.Journal,
        Adapters = (Required(config.Deployments, "deployments", "the address of each deployment") ?? new Dictionary<string, AdapterConfig?>())
            .Select(written => Adapter(written.Key, written.Value ?? new AdapterConfig())).ToFrozenDictionary(static adapter => adapter.Id, StringComparer.Ordinal),
        Models = (config.Models ?? new Dictionary<string, ModelConfig?>()).ToFrozenDictionary(static model => model.Key, static model => model.Value?.Ladder, StringComparer.Ordinal),
        Times = new Times(
            Time(config.Times?.Connect, "times.connect", 5), Time(config.Times?.Silence, "times.silence", 120), Time(config.Times?.ReadOn, "times.read_on", 60), Time(config.Times?.Drain, "times.drain", 30)),
    };

    private Adapter Adapter(string id, AdapterConfig written)
    {
        var at = $"deployments.{id}";
        var url = Required(written.BaseUrl, $"{at}.base_url", "the address of the provider's API, with its version");
        if (url is not null && !IsAddress(url))
            report($"{at}.base_url", $"\"{url}\" is not an address that starts with http:// or https://");
        var dialects = new HashSet<Dialect>();
        foreach (var (name, index) in (Required(written.Dialects, $"{at}.dialects", $"which of {string.Join(", ", Dialects.Names)} it has") ?? []).Select(static (name, index) => (name, index)))
        {
            if (Dialects.TryParse(name ?? "", out var dialect))
                dialects.Add(dialect);
            else
                report($"{at}.dialects[{index}]", $"\"{name}\" is none of {string.Join(", ", Dialects.Names)}");
        }

        return new Adapter(id, (url ?? "").TrimEnd('/'), dialects.ToFrozenSet(), written.Model ?? ModelOf(id), [.. Headers(written, dialects, at)], written.BoundField);
    }

    private IEnumerable<KeyValuePair<string, string>> Headers(AdapterConfig written, HashSet<Dialect> dialects, string at)
    {
        foreach (var (name, value) in written.Headers ?? new Dictionary<string, string?>())
            yield return new(name, value ?? "");
        if (written.Key is null)
            yield break;
        var header = written.AuthHeader ?? (dialects.Contains(Dialect.AnthropicMessages) ? "x-api-key" : "authorization");
        var secret = Secret(written.Key, $"{at}.key");
        yield return new(header, header.Equals("authorization", StringComparison.OrdinalIgnoreCase) ? $"Bearer {secret}" : secret);
    }

    private string Secret(SecretConfig written, string at)
    {
        if (written is { Env: { } variable, File: null })
            return environment(variable) is { Length: > 0 } value ? value : Missing($"{at}.env", $"the environment variable {variable} is not set");
        if (written is not { Env: null, File: { } file })
            return Missing(at, "either env, the name of a variable, or file, the path of a file");
        try
        {
            return File.ReadAllText(file).Trim() is { Length: > 0 } text ? text : Missing($"{at}.file", $"{file} is empty");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return Missing($"{at}.file", $"{file} cannot be read: {unreadable.Message}");
        }
    }

    private List<Uri> Addresses(IReadOnlyList<string> written, string at)
    {
        var addresses = new List<Uri>();
        for (var i = 0; i < written.Count; i++)
        {
            if (IsAddress(written[i]))
                addresses.Add(new Uri(written[i]));
            else
                report($"{at}[{i}]", $"\"{written[i]}\" is not an address that starts with http:// or https://");
        }

        return addresses;
    }

    private TimeSpan Time(string? written, string at, int usualSeconds)
    {
        if (written is null)
            return TimeSpan.FromSeconds(usualSeconds);
        foreach (var (unit, seconds) in Units)
        {
            if (written.EndsWith(unit, StringComparison.Ordinal) && double.TryParse(written[..^unit.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count)
                && count * seconds is > 0 and <= 86_400)
            {
                return TimeSpan.FromSeconds(count * seconds);
            }
        }

        report(at, $"\"{written}\" is not a time of up to a day, such as 500ms, 30s or 2m");
        return TimeSpan.Zero;
    }

    private T? Required<T>(T? written, string at, string what)
        where T : class
    {
        if (written is null)
            report(at, $"missing: {what}");
        return written;
    }

    private string Missing(string at, string message)
    {
        report(at, message);
        return "";
    }

    private static string ModelOf(string id)
    {
        var model = id[(id.IndexOf('/', StringComparison.Ordinal) + 1)..];
        var region = model.LastIndexOf('@');
        return region < 0 ? model : model[..region];
    }

    private static bool IsAddress(string? text) => Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https";
}
