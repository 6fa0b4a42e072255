using System.CommandLine;
using System.Globalization;
using BudgetMesh.Pricing;
using NodaTime;

namespace BudgetMesh.Cli;

/// <summary><c>budgetmesh prices show</c>: what models cost by a price list.</summary>
internal static class PricesShowCommand
{
    public static Command Create(Terminal terminal)
    {
        var file = new Argument<FileInfo>("FILE") { Description = "A price list." };
        var provider = new Option<string?>("--provider") { Description = "Only this provider: its id, its name or the address of its API." };
        var model = new Option<string?>("--model") { Description = "Only this model, by any name that it answers to; with --provider." };
        var at = SharedOptions.At();
        var json = SharedOptions.Json();
        var command = new Command("show", "Lists the prices that hold at a time, in USD: _mtok per million tokens, _kcount per thousand.") { file, provider, model, at, json };
        command.Validators.Add(result =>
        {
            if (result.GetValue(model) is not null && result.GetValue(provider) is null)
                result.AddError("--model needs --provider: several sell models of one name");
        });
        command.SetAction(result => Run(
            terminal, PriceListFile.Read(result.GetRequiredValue(file)), result.GetValue(provider), result.GetValue(model), SharedOptions.InstantOf(result.GetValue(at)), result.GetValue(json)));
        return command;
    }

    private static int Run(Terminal terminal, PriceBook book, string? providerName, string? model, Instant at, bool json)
    {
        var quotes = Quotes(book, providerName, model, at).ToList();
        if (json)
        {
            terminal.WriteJson(new
            {
                At = at.ToString(),
                Models = quotes.Select(quote => new
                {
                    quote.Provider,
                    quote.Model,
                    quote.ContextWindow,
                    quote.Deprecated,
                    ValidUntil = quote.ValidUntil == Instant.MaxValue ? null : quote.ValidUntil.ToString(),
                    Prices = quote.Lines.Select(line => new { line.Key, line.AboveInputTokens, Usd = Text(line.Usd) }),
                }),
            });
            return ExitCode.Ok;
        }

        terminal.WriteTable(
            ["PROVIDER", "MODEL", "PRICES"],
            quotes.Select(quote => new[] { quote.Provider, quote.Model + (quote.Deprecated ? " (deprecated)" : ""), quote.IsFree ? "free" : string.Join("  ", quote.Lines.Select(Text)) }));
        return ExitCode.Ok;
    }

    private static IEnumerable<PriceQuote> Quotes(PriceBook book, string? providerName, string? model, Instant at)
    {
        if (providerName is not null && model is not null)
            return book.TryQuote(providerName, model, at, out var quote, out var problem) ? [quote] : throw new CliException(ExitCode.ProblemFound, problem);
        if (providerName is null)
            return book.Providers.SelectMany(provider => All(book, provider, at));
        return book.TryFindProvider(providerName, out var found)
            ? All(book, found, at)
            : throw new CliException(ExitCode.ProblemFound, $"provider \"{providerName}\" is not in the price list");
    }

    private static IEnumerable<PriceQuote> All(PriceBook book, ProviderPrices provider, Instant at)
    {
        foreach (var model in provider.ModelIds)
        {
            if (book.TryQuote(provider.Id, model, at, out var quote, out _))
                yield return quote;
        }
    }

    private static string Text(PriceLine line) =>
        line.AboveInputTokens == 0 ? $"{line.Key} {Text(line.Usd)}" : $"{line.Key} above {line.AboveInputTokens} {Text(line.Usd)}";

    private static string Text(decimal usd) => usd.ToString("0.############", CultureInfo.InvariantCulture);
}
