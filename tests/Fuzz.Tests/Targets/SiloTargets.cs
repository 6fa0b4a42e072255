using System.Text.Json;
using BudgetMesh.Fuzz.Tests.Worlds;

namespace BudgetMesh.Fuzz.Tests.Targets;

/// <summary>What a silo answers to gateways, to admins and to other silos.</summary>
internal static class SiloTargets
{
    private const string Prices = """[{"id":"shop","name":"Shop","api_pattern":"https://shop\\.example","models":[{"id":"big","match":{"or":[{"equals":"big"},{"starts_with":"bigger"}]},"context_window":1000,"prices":[{"constraint":{"start_date":"2026-01-01"},"prices":{"input_mtok":2,"output_mtok":{"base":3,"tiers":[{"start":1000,"price":4.5}]}}},{"prices":{"input_mtok":2,"cache_read_mtok":0.2,"output_mtok":3}}]}]}]""";

    public static IEnumerable<Target> OfGateways(string key)
    {
        const string Slice = """{"budget":"month","window":null,"granted":0,"returned":0,"charged":0,"released":0,"settled":0,"corrected":0,"overdraft":0,"net_per_second":10,"gross_per_second":20,"bound":1000,"waiting":1000,"smallest_need":1000,"refused":0}""";
        const string Leg = """{"scope":"acme/fuzzed","budget":"month","window":1772319600,"amount":7}""";
        return
        [
            new("POST", "/v1/sync", key, $$"""{"incarnation":"gate-{g}","round_trip_us":1000,"scopes":[{"scope":"acme/fuzzed","incarnation":"gate-{g}","seq":{n},"version_seen":0,"epoch_seen":0,"round_trip_us":1000,"leaving":false,"resumes":true,"pauses":false,"slices":[{{Slice}}]},{"scope":"acme/runs/run-{n}","incarnation":"gate-{g}","seq":1,"version_seen":0,"epoch_seen":0,"round_trip_us":1000,"leaving":false,"slices":[]}]}"""),
            new("POST", "/v1/rates", key, """{"incarnation":"gate-{g}","owners":[{"kind":"scope","name":"acme/limited","incarnation":"gate-{g}","seq":{n},"applied_epoch":0,"applied_seq":0,"lease_left_us":0,"leaving":false,"lines":[{"limit":"calls","scope":"acme/limited","priority":"normal","amount":0,"burst":0,"credit_used":0,"refunded":0,"refunded_age_us":0,"in_use":0,"demand":3600,"bound":1,"waiting":1,"smallest_need":1,"used":0,"is_new":true}]},{"kind":"deployment","name":"lab/large","incarnation":"gate-{g}","seq":{n},"applied_epoch":0,"applied_seq":0,"lease_left_us":0,"leaving":false,"lines":[{"limit":"tokens","scope":"acme/limited","priority":"batch","amount":0,"burst":0,"credit_used":0,"refunded":0,"refunded_age_us":0,"in_use":0,"demand":3600,"bound":1,"waiting":1,"smallest_need":1,"used":0,"is_new":true}],"provider":{"served":9,"rate_limited":1,"overloaded":0,"failed":0,"retry_after_us":1000,"requests":10,"tokens":1000,"input_tokens":null,"output_tokens":null}}]}"""),
            new("POST", "/v1/receipts", key, $$"""{"incarnation":"gate-{g}","receipts":[{"seq":{n},"decision":7,"at_unix_ns":1772366400000000000,"kind":"settled","verdict":"allow","reason":"fits","scope":"acme/fuzzed","deployment":"lab/large","input_tokens":10,"output_tokens":20,"bound":"0.00000001","cost":"0.000000007","price_version":"0","plan_version":1,"blocker":"","needed":0,"headroom":0,"legs":[{{Leg}}],"rule":"eu","task":"t","priority":"batch","data_class":"secret","caller":"a","shadow":{"rule":"r","verdict":"deny","deployment":""},"ahead":{"budget":"acme:month","spent":600000,"course":500000},"max_affordable":0,"retry_after_ms":0,"batch_bound":"0.1"}]}"""),
            new("POST", "/v1/finals", key, """{"incarnation":"gone-{n}","scopes":[{"scope":"acme/fuzzed","seq":{n},"complete":true,"slices":[{"budget":"month","window":0,"ceiling":1000,"granted":2000,"returned":0,"charged":500,"released":0,"settled":500,"corrected":0,"overdraft":0}]}]}"""),
            new("POST", "/v1/bounds", key, """{"incarnation":"gate-{g}","keys":[{"scope":"acme/fuzzed","task":"t","model":"large","buckets":[3,40],"answers":[10,2]}]}"""),
            new("POST", "/v1/scope-keys", key, """{"sha256":"E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855"}"""),
            new("GET", "/v1/notices", key) { IsEndless = true },
            new("GET", "/v1/plans/1", key),
            new("GET", "/v1/prices/0", key),
        ];
    }

    public static IEnumerable<Target> OfAdmins(string key, SiloNames names) =>
    [
        new("GET", "/v1/scopes?limit=10", key),
        new("GET", "/v1/scopes/acme/fuzzed", key),
        new("POST", "/v1/scopes/acme/runs/run-{n}/adjustments", key, """{"id":"a-{n}","budget":"total","kind":"credit","amount":"1.5 USD","reason":"launch","author":"finance","window":null}""") { GoodStatus = 201 },
        new("POST", "/v1/scopes/acme/fuzzed/unfreeze", key),
        new("GET", "/v1/patterns", key),
        new("GET", "/v1/adjustments?scope=acme/fuzzed", key),
        new("GET", "/v1/receipts?limit=5&scope=acme&from=2026-01-01T00:00:00Z", key),
        new("GET", "/v1/receipts/sums?gateways=gate", key),
        new("GET", "/v1/holds?scope=acme&limit=5", key),
        new("GET", "/v1/limits?scope=acme", key),
        new("GET", "/v1/capacity?deployment=lab/large", key),
        new("GET", "/v1/gateways", key),
        new("POST", "/v1/gateways/{id}/retire", key) { BeginAsync = names.GatewayAsync },
        new("GET", "/v1/keys", key),
        new("POST", "/v1/keys", key, """{"role":"scope","label":"l","scope":"acme/chat","refusal_status":403}""") { GoodStatus = 201 },
        new("DELETE", "/v1/keys/{id}", key) { BeginAsync = names.KeyAsync, GoodStatus = 204 },
        new("GET", "/metrics", key),
        new("POST", "/v1/owners/books", key, """{"scopes":["acme/fuzzed","acme"]}"""),
        new("POST", "/v1/owners/retire", key, """{"incarnation":"gone-1","scopes":["acme/fuzzed"]}"""),
        new("POST", "/v1/owners/adjust", key, """{"scope":"acme/runs/run-{n}","wish":{"id":"b-{n}","budget":"total","window":null,"kind":"credit","amount":5,"reason":"r","author":"a"}}"""),
        new("POST", "/v1/owners/unfreeze", key, """{"scopes":["acme/fuzzed"]}"""),
        new("POST", "/v1/owners/limits", key, """{"owners":[{"kind":"scope","name":"acme/limited"},{"kind":"deployment","name":"lab/large"}]}"""),
        new("GET", "/v1/reservations", key),
        new("POST", "/v1/reservations", key, """{"name":"{id}","scope":"acme/limited","deployment":"lab/large","amounts":["1 tokens per minute"],"from":"2100-12-01T09:00:00+01:00","until":"2100-12-03T00:00:00+01:00"}""") { GoodStatus = 201, BeginAsync = names.ReservationAsync, EndAsync = names.RemoveReservationAsync },
        new("POST", "/v1/reservations/check", key, """{"name":"{id}","scope":"acme/limited","deployment":"lab/large","amounts":["1 tokens per minute"],"every":["weekdays"],"hours":"09:00-17:00","zone":"Europe/Berlin"}""") { BeginAsync = names.NoReservationAsync },
        new("DELETE", "/v1/reservations/{id}", key) { BeginAsync = names.MadeReservationAsync, EndAsync = names.RemoveReservationAsync },
        new("GET", "/v1/mesh", key),
        new("POST", "/v1/mesh/check", key, $$$"""{"mesh":{{{JsonSerializer.Serialize(SiloWorld.Mesh)}}},"prices":[{"id":"shop","name":"Shop","api_pattern":"x","models":[{"id":"big","match":{"equals":"big"},"prices":{"input_mtok":2,"output_mtok":3}}]}]}"""),
        new("POST", "/v1/mesh?dry_run=true", key, SiloWorld.Mesh) { ContentType = "text/yaml" },
        new("POST", "/v1/mesh", key, SiloWorld.Mesh) { ContentType = "text/yaml" },
        new("POST", "/v1/prices?dry_run=true", key, Prices),
        new("POST", "/v1/prices", key, Prices),
    ];
}
