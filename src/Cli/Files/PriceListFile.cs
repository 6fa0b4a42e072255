using BudgetMesh.Pricing;

namespace BudgetMesh.Cli;

/// <summary>A price list on disk.</summary>
internal static class PriceListFile
{
    /// <exception cref="CliException">The file cannot be read, or is no price list; the message says where in it.</exception>
    public static PriceBook Read(FileInfo file)
    {
        try
        {
            return PriceBook.Parse(InputFile.ReadBytes(file), file.Name);
        }
        catch (PriceBookException wrong)
        {
            throw CliException.BadInput($"{file}: {wrong.Message}");
        }
    }
}
