namespace BudgetMesh.Fuzz.Tests.Targets;

/// <summary>The gateway's endpoints, each as its SDKs use it.</summary>
internal static class GatewayTargets
{
    /// <param name="key">Of scope acme/chat.</param>
    public static IEnumerable<Target> Of(string key) =>
    [
        new("POST", "/v1/chat/completions", key, """{"model":"best","stream":true,"max_tokens":9,"stream_options":{"include_usage":false},"messages":[{"role":"system","content":"x"},{"role":"user","content":[{"type":"text","text":"say 3"}]}],"temperature":0.5,"n":1,"stop":["x"]}""") { MayBreakOff = true },
        new("POST", "/v1/chat/completions", key, """{"model":"best","max_completion_tokens":9,"messages":[{"role":"user","content":"tool say 3"}],"tools":[{"type":"function","function":{"name":"weather","parameters":{"type":"object","properties":{}}}}],"metadata":{"budgetmesh_task":"t"}}""") { MayBreakOff = true },
        new("POST", "/v1/responses", key, """{"model":"best","max_output_tokens":9,"input":"say 3","metadata":{"budgetmesh_task":"t"},"stream":false}""") { MayBreakOff = true },
        new("POST", "/v1/responses", key, """{"model":"best","stream":true,"input":[{"role":"user","content":[{"type":"input_text","text":"say 3"}]}],"instructions":"x"}""") { MayBreakOff = true },
        new("POST", "/v1/embeddings", key, """{"model":"embed","input":["a","b"],"encoding_format":"base64"}"""),
        new("POST", "/v1/messages", key, """{"model":"best","max_tokens":9,"stream":true,"system":[{"type":"text","text":"x","cache_control":{"type":"ephemeral","ttl":"1h"}}],"messages":[{"role":"user","content":"say 3"}]}""") { MayBreakOff = true },
        new("POST", "/v1/messages", key, """{"model":"best","max_tokens":9,"messages":[{"role":"user","content":[{"type":"text","text":"tool say 3"}]}],"tools":[{"name":"weather","input_schema":{"type":"object"}}],"metadata":{"user_id":"x"}}""") { MayBreakOff = true },
        new("GET", "/v1/models", key),
        new("GET", "/healthz", ""),
        new("GET", "/readyz", ""),
    ];
}
