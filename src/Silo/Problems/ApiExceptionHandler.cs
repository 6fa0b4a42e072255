using BudgetMesh.Grains;
using BudgetMesh.Storage;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Logging;

namespace BudgetMesh.Silo;

/// <summary>What endpoints throw, as answers.</summary>
internal sealed partial class ApiExceptionHandler(ILogger<ApiExceptionHandler> log) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellation)
    {
        IResult answer = exception switch
        {
            BadRequestException bad => ApiProblem.Of(StatusCodes.Status400BadRequest, "Bad request", bad.Message),
            BadHttpRequestException bad => ApiProblem.Of(bad.StatusCode, "Bad request", bad.Message),
            CatalogConflictException conflict => ApiProblem.Conflict(conflict.Message),
            PlanRefusedException refused => ApiProblem.Invalid(refused.Message, refused.Problems),
            StoreUnavailableException away => ApiProblem.Of(StatusCodes.Status503ServiceUnavailable, "The store is unavailable", away.Message),
            OperationCanceledException when context.RequestAborted.IsCancellationRequested => TypedResults.StatusCode(StatusCodes.Status499ClientClosedRequest),
            _ => Unexpected(context, exception),
        };
        await answer.ExecuteAsync(context);
        return true;
    }

    private ProblemHttpResult Unexpected(HttpContext context, Exception bug)
    {
        LogBug(bug, context.Request.Method, context.Request.Path);
        return ApiProblem.Of(StatusCodes.Status500InternalServerError, "A fault of the server", $"it is in the server's log under {context.TraceIdentifier}");
    }

    [LoggerMessage(20, LogLevel.Error, "{Method} {Path} failed in a way that nobody foresaw")]
    private partial void LogBug(Exception bug, string method, PathString path);
}
