using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using BudgetMesh.Routing;
using BudgetMesh.Wire;

namespace BudgetMesh.Cli;

/// <summary>The admin API of a silo. Every call throws <see cref="CliException"/> with a sentence for whoever called the command.</summary>
internal sealed class AdminClient : IDisposable
{
    private const int PageMost = 1_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>What was not said is left out: a server of the version before does not know its name, and need not.</summary>
    private static readonly JsonSerializerOptions Sparse = new(Json) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };
    private readonly HttpClient _http;

    /// <param name="url">The silo's address.</param>
    /// <param name="key">An admin key.</param>
    public AdminClient(Uri url, string key)
    {
        _http = new HttpClient { BaseAddress = new Uri($"{url.AbsoluteUri.TrimEnd('/')}/"), Timeout = Patience };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    /// <param name="pattern">Only what was made of it; null for all.</param>
    /// <param name="withMade">Whether those are among them that requests have made.</param>
    public IAsyncEnumerable<ScopeState> ScopesAsync(string? under, string? pattern, bool withMade, CancellationToken cancellation) =>
        PagesAsync<ScopesPage, ScopeState>(
            Query("v1/scopes", ("under", under), ("pattern", pattern), ("made", withMade ? null : "false")), "after", static page => (page.Scopes, page.Next), cancellation);

    public Task<PatternsState> PatternsAsync(CancellationToken cancellation) => GetAsync<PatternsState>("v1/patterns", cancellation);

    /// <summary>By budget; scopes that were made of a pattern are added up under it.</summary>
    /// <param name="gateways">How the incarnations begin.</param>
    public async Task<IReadOnlyList<ReceiptSumState>> ReceiptSumsAsync(string gateways, CancellationToken cancellation) =>
        (await GetAsync<ReceiptSumsState>(Query("v1/receipts/sums", ("gateways", gateways)), cancellation)).Sums;

    /// <summary>The silo's metrics by their Prometheus names, each added up over its labels.</summary>
    public async Task<IReadOnlyDictionary<string, double>> MetricsAsync(CancellationToken cancellation)
    {
        using var response = await SendAsync(new HttpRequestMessage(HttpMethod.Get, "metrics"), cancellation);
        await RequireAsync(response, cancellation);
        return (await response.Content.ReadAsStringAsync(cancellation))
            .Split('\n')
            .Where(static line => line.Length > 0 && line[0] != '#')
            .GroupBy(static line => line[..line.IndexOfAny(['{', ' '])], static line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture))
            .ToDictionary(static group => group.Key, static group => group.Sum(), StringComparer.Ordinal);
    }

    public IAsyncEnumerable<HoldState> HoldsAsync(string? scope, CancellationToken cancellation) =>
        PagesAsync<HoldsPage, HoldState>(Query("v1/holds", ("scope", scope)), "after", static page => (page.Holds, page.Next), cancellation);

    /// <summary>Newest first; as many as the caller reads.</summary>
    public IAsyncEnumerable<ReceiptView> ReceiptsAsync(string? scope, string? from, string? to, string? decision, CancellationToken cancellation, bool onlyRefused = false) =>
        PagesAsync<ReceiptsView, ReceiptView>(
            Query("v1/receipts", ("scope", scope), ("from", from), ("to", to), ("decision", decision), ("refused", onlyRefused ? "true" : null)), "before",
            static page => (page.Receipts, page.Next), cancellation);

    /// <summary>The newest of what was denied or deferred.</summary>
    public async Task<IReadOnlyList<ReceiptView>> RefusalsAsync(string? scope, int most, CancellationToken cancellation) =>
        (await GetAsync<ReceiptsView>(Query("v1/receipts", ("scope", scope), ("refused", "true"), ("limit", most.ToString(CultureInfo.InvariantCulture))), cancellation)).Receipts;

    /// <summary>Of this scope alone, newest first.</summary>
    public Task<AdjustmentsState> AdjustmentsAsync(ScopePath scope, CancellationToken cancellation) =>
        GetAsync<AdjustmentsState>(Query("v1/adjustments", ("scope", scope.Value), ("limit", "10000")), cancellation);

    public Task<AdjustedState> AdjustAsync(ScopePath scope, object adjustment, CancellationToken cancellation) =>
        PostAsync<AdjustedState>($"v1/scopes/{scope}/adjustments", JsonContent.Create(adjustment), cancellation);

    public Task<ScopeState> ScopeAsync(ScopePath scope, CancellationToken cancellation) => GetAsync<ScopeState>($"v1/scopes/{scope}", cancellation);

    /// <summary>Null where none was applied yet.</summary>
    public async Task<MeshState?> MeshAsync(CancellationToken cancellation)
    {
        using var response = await SendAsync(new HttpRequestMessage(HttpMethod.Get, "v1/mesh"), cancellation);
        return response.StatusCode == HttpStatusCode.NotFound ? null : await ReadAsync<MeshState>(response, cancellation);
    }

    public Task<AppliedState> ApplyMeshAsync(string yaml, CancellationToken cancellation) =>
        PostAsync<AppliedState>("v1/mesh", new StringContent(yaml, Encoding.UTF8, "application/yaml"), cancellation);

    /// <summary>What applying both would change, the list first; changes nothing.</summary>
    /// <param name="list">JSON; null where the mesh names no list.</param>
    public Task<AppliedState> CheckMeshAsync(string yaml, byte[]? list, CancellationToken cancellation) =>
        PostAsync<AppliedState>("v1/mesh/check", JsonContent.Create(new { mesh = yaml, prices = list is null ? (JsonElement?)null : JsonElement.Parse(list) }), cancellation);

    public Task<AppliedState> ApplyPricesAsync(byte[] list, bool dryRun, CancellationToken cancellation) =>
        PostAsync<AppliedState>(Query("v1/prices", ("dry_run", dryRun ? "true" : null)), new ByteArrayContent(list), cancellation);

    public Task<KeysState> KeysAsync(CancellationToken cancellation) => GetAsync<KeysState>("v1/keys", cancellation);

    /// <param name="scope">Null for a key that speaks for none.</param>
    /// <param name="refusalStatus">Null for what is usual.</param>
    public Task<NewKeyState> CreateKeyAsync(string role, string label, string? scope, int? refusalStatus, CancellationToken cancellation) =>
        PostAsync<NewKeyState>("v1/keys", JsonContent.Create(new { role, label, scope, refusal_status = refusalStatus }, options: Sparse), cancellation);

    public async Task RevokeKeyAsync(string id, CancellationToken cancellation)
    {
        using var response = await SendAsync(new HttpRequestMessage(HttpMethod.Delete, $"v1/keys/{Uri.EscapeDataString(id)}"), cancellation);
        await RequireAsync(response, cancellation);
    }

    public Task<GatewaysState> GatewaysAsync(bool eachBudget, CancellationToken cancellation) =>
        GetAsync<GatewaysState>(Query("v1/gateways", ("scopes", eachBudget ? "true" : null)), cancellation);

    public Task<RetiredState> RetireGatewayAsync(string incarnation, CancellationToken cancellation) =>
        PostAsync<RetiredState>($"v1/gateways/{Uri.EscapeDataString(incarnation)}/retire", new ByteArrayContent([]), cancellation);

    /// <param name="scope">This one and all below it; null for all.</param>
    public Task<LimitsView> LimitsAsync(string? scope, CancellationToken cancellation) => GetAsync<LimitsView>(Query("v1/limits", ("scope", scope)), cancellation);

    public Task<CapacityView> CapacityAsync(string? deployment, CancellationToken cancellation) => GetAsync<CapacityView>(Query("v1/capacity", ("deployment", deployment)), cancellation);

    public Task<ReservationsView> ReservationsAsync(CancellationToken cancellation) => GetAsync<ReservationsView>("v1/reservations", cancellation);

    public Task<AppliedState> AddReservationAsync(ReservationConfig reservation, CancellationToken cancellation) =>
        PostAsync<AppliedState>("v1/reservations", JsonContent.Create(reservation, options: Json), cancellation);

    public Task<ReservationCheckView> CheckReservationAsync(ReservationConfig reservation, CancellationToken cancellation) =>
        PostAsync<ReservationCheckView>("v1/reservations/check", JsonContent.Create(reservation, options: Json), cancellation);

    public async Task<AppliedState> RemoveReservationAsync(string name, CancellationToken cancellation)
    {
        using var response = await SendAsync(new HttpRequestMessage(HttpMethod.Delete, $"v1/reservations/{Uri.EscapeDataString(name)}"), cancellation);
        return await ReadAsync<AppliedState>(response, cancellation);
    }

    public void Dispose() => _http.Dispose();

    private async IAsyncEnumerable<TItem> PagesAsync<TPage, TItem>(
        string query, string cursor, Func<TPage, (IReadOnlyList<TItem> Items, string? Next)> read, [EnumeratorCancellation] CancellationToken cancellation)
    {
        for (string? at = ""; at is not null;)
        {
            var separator = query.Contains('?', StringComparison.Ordinal) ? '&' : '?';
            var (items, next) = read(await GetAsync<TPage>(
                string.Create(CultureInfo.InvariantCulture, $"{query}{separator}limit={PageMost}{(at.Length > 0 ? $"&{cursor}={Uri.EscapeDataString(at)}" : "")}"), cancellation));
            foreach (var item in items)
                yield return item;
            at = next;
        }
    }

    private async Task<T> GetAsync<T>(string path, CancellationToken cancellation)
    {
        using var response = await SendAsync(new HttpRequestMessage(HttpMethod.Get, path), cancellation);
        return await ReadAsync<T>(response, cancellation);
    }

    private async Task<T> PostAsync<T>(string path, HttpContent content, CancellationToken cancellation)
    {
        using var response = await SendAsync(new HttpRequestMessage(HttpMethod.Post, path) { Content = content }, cancellation);
        return await ReadAsync<T>(response, cancellation);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        try
        {
            using (request)
                return await _http.SendAsync(request, cancellation);
        }
        catch (HttpRequestException unreachable)
        {
            throw new CliException(ExitCode.NoSilo, $"cannot reach the silo at {_http.BaseAddress}: {unreachable.Message}");
        }
        catch (TaskCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new CliException(ExitCode.NoSilo, $"the silo at {_http.BaseAddress} did not answer within {Patience.TotalSeconds:0} s");
        }
    }

    private async Task<T> ReadAsync<T>(HttpResponseMessage response, CancellationToken cancellation)
    {
        await RequireAsync(response, cancellation);
        try
        {
            return await response.Content.ReadFromJsonAsync<T>(Json, cancellation) ?? throw new JsonException("it is null");
        }
        catch (JsonException unexpected)
        {
            throw new CliException(ExitCode.NoSilo, $"{_http.BaseAddress} answered what this program cannot read: {unexpected.Message}");
        }
    }

    private async Task RequireAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        if (response.IsSuccessStatusCode)
            return;
        if (response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
            throw new CliException(ExitCode.NoSilo, $"the silo at {_http.BaseAddress} does not accept the key: it must be an admin key that was not revoked");
        throw new CliException(ExitCode.Refused, await ProblemAsync(response, cancellation));
    }

    private static async Task<string> ProblemAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        var status = string.Create(CultureInfo.InvariantCulture, $"the silo answered {(int)response.StatusCode} {response.ReasonPhrase}");
        try
        {
            var problem = await response.Content.ReadFromJsonAsync<ProblemState>(Json, cancellation);
            return problem switch
            {
                { Errors: { Count: > 0 } errors } => string.Join('\n', errors.Select(static error => $"{error.Field}: {error.Message}").Prepend($"{problem.Title}:")),
                { Detail.Length: > 0 } => problem.Detail,
                { Title.Length: > 0 } => problem.Title,
                _ => status,
            };
        }
        catch (JsonException)
        {
            return status;
        }
    }

    private static string Query(string path, params (string Name, string? Value)[] values)
    {
        var given = values.Where(value => value.Value is not null).Select(value => $"{value.Name}={Uri.EscapeDataString(value.Value!)}");
        var query = string.Join('&', given);
        return query.Length == 0 ? path : $"{path}?{query}";
    }
}
