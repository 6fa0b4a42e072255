using System.CommandLine;
using System.Net.Http.Json;
using System.Text.Json;

namespace BudgetMesh.Cli;

/// <summary><c>budgetmesh ready</c>: whether a server can do its work. It needs no key, and so serves as a health check where an image has no other program.</summary>
internal static class ReadyCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public static Command Create(Terminal terminal)
    {
        var url = SiloOptionSet.Url();
        var command = new Command("ready", "Says whether a server can do its work: ends with 0 where it can, with 1 where its store takes no writes.") { url };
        command.SetAction(async (result, cancellation) =>
        {
            var silo = SiloOptionSet.UrlOf(result, url, terminal);
            using var http = new HttpClient { Timeout = Patience };
            try
            {
                using var answer = await http.GetAsync($"{silo.AbsoluteUri.TrimEnd('/')}/readyz", cancellation);
                if (answer.IsSuccessStatusCode)
                {
                    terminal.Out.WriteLine("ready");
                    return ExitCode.Ok;
                }

                terminal.Error.WriteLine($"budgetmesh: {silo} is not ready: {await ProblemAsync(answer, cancellation)}");
                return ExitCode.ProblemFound;
            }
            catch (HttpRequestException unreachable)
            {
                throw new CliException(ExitCode.NoSilo, $"cannot reach the silo at {silo}: {unreachable.Message}");
            }
            catch (TaskCanceledException) when (!cancellation.IsCancellationRequested)
            {
                throw new CliException(ExitCode.NoSilo, $"the silo at {silo} did not answer within {Patience.TotalSeconds:0} s");
            }
        });
        return command;
    }

    private static async Task<string> ProblemAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        try
        {
            return (await answer.Content.ReadFromJsonAsync<ProblemState>(cancellation))?.Detail ?? "it does not say why";
        }
        catch (JsonException)
        {
            return $"it answered {(int)answer.StatusCode} {answer.ReasonPhrase}";
        }
    }
}
