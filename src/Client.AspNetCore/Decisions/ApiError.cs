using System.Text.Json;
using BudgetMesh.Client;

namespace BudgetMesh.AspNetCore;

/// <summary>A call of the decision API that cannot be answered: told like a refusal, in the form that OpenAI's SDKs read.</summary>
/// <param name="param">Which member or header is wrong; null where it is none.</param>
internal sealed class ApiError(int status, string type, string code, string message, string? param = null) : Exception(message)
{
    public int Status => status;

    public string Type => type;

    public static ApiError Invalid(string message, string? param = null) => new(400, "invalid_request_error", "invalid_request", message, param);

    public static ApiError NoKey() => new(401, "authentication_error", "invalid_api_key", "no valid key was sent: send the header Authorization: Bearer with a key of this mesh");

    public static ApiError NotFor(ScopePath scope, DecisionCaller caller) =>
        new(403, "permission_error", "scope_not_allowed", $"this key speaks for {caller.Scope} and what is below it, not for {scope}", "scope");

    public static ApiError NoHold(string id) => new(404, "invalid_request_error", "unknown_hold", $"hold {id} was not made here, or the process that made it has ended: it is charged in full at its deadline", "hold_id");

    public static ApiError Reused() =>
        new(409, "invalid_request_error", "idempotency_key_reused", "this Idempotency-Key was sent with another request before: use a new key for each request", "Idempotency-Key");

    public static ApiError TooLarge(long most) => new(413, "invalid_request_error", "request_too_large", $"the body is larger than {most} bytes");

    public static ApiError Away(SiloException away) => new(503, "server_error", "silo_unreachable", away.Message);

    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartObject("error");
        json.WriteString("message", Message);
        json.WriteString("type", type);
        json.WriteString("param", param);
        json.WriteString("code", code);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
