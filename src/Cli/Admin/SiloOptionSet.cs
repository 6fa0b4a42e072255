using System.CommandLine;

namespace BudgetMesh.Cli;

/// <summary>Which silo a command talks to: <c>--url</c> and <c>--key</c>, else the environment.</summary>
internal sealed class SiloOptionSet
{
    public const string DefaultUrl = "http://127.0.0.1:8080";

    private const string UrlVariable = "BUDGETMESH_URL", KeyVariable = "BUDGETMESH_KEY";

    private readonly Option<string?> _url = Url();
    private readonly Option<string?> _key = new("--key") { Description = $"An admin key; else {KeyVariable}." };

    private SiloOptionSet()
    {
    }

    public static SiloOptionSet AddTo(Command command)
    {
        var options = new SiloOptionSet();
        command.Add(options._url);
        command.Add(options._key);
        return options;
    }

    /// <exception cref="CliException">There is no key, or the address is none.</exception>
    public AdminClient Connect(ParseResult result, Terminal terminal)
    {
        var key = result.GetValue(_key) ?? terminal.Variable(KeyVariable);
        return string.IsNullOrWhiteSpace(key)
            ? throw CliException.Usage($"an admin key is needed: give --key or set {KeyVariable}; serve --init prints the first one")
            : new AdminClient(UrlOf(result, _url, terminal), key);
    }

    public static Option<string?> Url() => new("--url") { Description = $"The silo's address; else {UrlVariable}, else {DefaultUrl}." };

    /// <exception cref="CliException">It is no address.</exception>
    public static Uri UrlOf(ParseResult result, Option<string?> url, Terminal terminal) => ParseUrl(result.GetValue(url) ?? terminal.Variable(UrlVariable) ?? DefaultUrl);

    /// <exception cref="CliException">It is no address.</exception>
    public static Uri ParseUrl(string text) => Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme is "http" or "https")
        ? url
        : throw CliException.Usage($"\"{text}\" is not an address of a silo: write it as {DefaultUrl}");
}
