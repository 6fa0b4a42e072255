using System.CommandLine;

namespace BudgetMesh.Cli;

/// <summary><c>budgetmesh prices</c>: price lists.</summary>
internal static class PricesCommand
{
    public static Command Create(Terminal terminal) => new("prices", "Checks, shows and puts in force price lists in the genai-prices format.")
    {
        PricesVerifyCommand.Create(terminal),
        PricesShowCommand.Create(terminal),
        PricesUpdateCommand.Create(terminal),
    };
}
