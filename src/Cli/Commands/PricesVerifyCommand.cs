using System.CommandLine;
using BudgetMesh.Pricing;
using NodaTime;

namespace BudgetMesh.Cli;

/// <summary><c>budgetmesh prices verify</c>: does a price list come to the costs that real answers are known to have had?</summary>
internal static class PricesVerifyCommand
{
    public static Command Create(Terminal terminal)
    {
        var cases = new Argument<FileInfo>("FILE") { Description = "Cases, a line of JSON each: provider, api_flavor, model, body, input_usd, output_usd." };
        var prices = new Option<FileInfo>("--prices") { Description = "The price list to check.", Required = true };
        var at = SharedOptions.At();
        var json = SharedOptions.Json();
        var command = new Command("verify", "Prices answers whose cost is known and lists those that come out otherwise; ends with 1 where there are any.") { cases, prices, at, json };
        command.SetAction(result => Run(
            terminal, result.GetRequiredValue(cases), result.GetRequiredValue(prices), SharedOptions.InstantOf(result.GetValue(at)), result.GetValue(json)));
        return command;
    }

    private static int Run(Terminal terminal, FileInfo cases, FileInfo prices, Instant at, bool json)
    {
        var results = PriceVerification.Verify(PriceListFile.Read(prices), at, ReadCases(cases)).ToList();
        var matched = results.Count(result => result.Matched);
        var unmatched = results.Where(result => !result.Matched).ToList();
        if (json)
        {
            terminal.WriteJson(new
            {
                Cases = results.Count,
                Matched = matched,
                Unmatched = unmatched.Select(result => new { result.Case.Line, result.Case.Provider, result.Case.ApiFlavor, result.Case.Model, result.Why }),
            });
        }
        else
        {
            terminal.Out.WriteLine($"{matched} of {results.Count} cases match");
            foreach (var result in unmatched)
                terminal.Out.WriteLine($"{cases}:{result.Case.Line}: {result.Case.Provider} {result.Case.Model}: {result.Why}");
        }

        return unmatched.Count == 0 ? ExitCode.Ok : ExitCode.ProblemFound;
    }

    private static IEnumerable<PriceCase> ReadCases(FileInfo file)
    {
        using var lines = InputFile.OpenText(file);
        var number = 0;
        while (lines.ReadLine() is { } line)
        {
            number++;
            if (!string.IsNullOrWhiteSpace(line))
                yield return Parse(file, line, number);
        }

        if (number == 0)
            throw CliException.BadInput($"{file}: the file is empty: write a case a line");
    }

    private static PriceCase Parse(FileInfo file, string line, int number)
    {
        try
        {
            return PriceCase.Parse(line, number);
        }
        catch (PriceBookException wrong)
        {
            throw CliException.BadInput($"{file}: {wrong.Message}");
        }
    }
}
