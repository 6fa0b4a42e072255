using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace BudgetMesh.AspNetCore;

/// <summary>The decision API: what the gate does, over HTTP, for programs in any language.</summary>
public static class DecisionApi
{
    private static readonly ReadOnlyMemory<byte> Description = Read("openapi.json");

    /// <summary>Maps its routes, and its description in the form of OpenAPI at <c>/v1/openapi.json</c>, which anybody may read. Errors and refusals are told in the form of OpenAI's; who may call is said by the options.</summary>
    public static IEndpointConventionBuilder MapDecisions(this IEndpointRouteBuilder routes, DecisionApiOptions options)
    {
        var (decisions, authorize, holds, me) = (new DecisionEndpoints(options), new AuthorizeEndpoint(options), new HoldEndpoints(options), new MeEndpoint(options));
        routes.ServiceProvider.GetRequiredService<IHostApplicationLifetime>().ApplicationStopped.Register(decisions.Dispose);
        var group = routes.MapGroup("/v1");
        group.MapPost("/decisions", ApiCall.Handle(decisions.DecideAsync));
        group.MapPost("/decisions/batch", ApiCall.Handle(decisions.DecideManyAsync));
        group.MapMethods("/authorize/{**path}", [HttpMethods.Get, HttpMethods.Post], ApiCall.Handle(authorize.AuthorizeAsync));
        group.MapPost("/holds/batch", ApiCall.Handle(holds.EndManyAsync));
        group.MapPost("/holds/{id}/settle", ApiCall.Handle(holds.SettleAsync));
        group.MapPost("/holds/{id}/extend", ApiCall.Handle(holds.ExtendAsync));
        group.MapPost("/holds/{id}/void", ApiCall.Handle(holds.VoidAsync));
        group.MapGet("/me", ApiCall.Handle(me.ReadAsync));
        routes.MapGet("/v1/openapi.json", static context => context.AnswerAsync(StatusCodes.Status200OK, Description)).AllowAnonymous();
        return group.WithMetadata(new DecisionRoute());
    }

    /// <summary>
    /// For whoever authenticates calls before they reach the API: answers one that is refused there in the API's form. False for a call
    /// of another route, which is not answered.
    /// </summary>
    /// <param name="status">401, or 403 where the key is good but not for this.</param>
    public static async ValueTask<bool> TryRefuseAsync(HttpContext context, int status, string message)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<DecisionRoute>() is null)
            return false;
        var error = status == StatusCodes.Status401Unauthorized ? ApiError.NoKey() : new ApiError(status, "permission_error", "wrong_key", message);
        await context.AnswerAsync(error.Status, error.WriteTo);
        return true;
    }

    /// <exception cref="ApiError">Nobody's.</exception>
    internal static async ValueTask<DecisionCaller> CallerOfAsync(this DecisionApiOptions options, HttpContext context) =>
        await options.Identify(context) ?? throw ApiError.NoKey();

    private static byte[] Read(string resource)
    {
        using var stream = typeof(DecisionApi).Assembly.GetManifestResourceStream(resource)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>Marks the API's routes.</summary>
    private sealed class DecisionRoute;
}
