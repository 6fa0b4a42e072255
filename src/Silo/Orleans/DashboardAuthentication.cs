using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace BudgetMesh.Silo;

/// <summary>
/// A key also as the password that a browser asks its user for: it goes into no address, history or script. Only for routes that
/// change nothing, since the browser adds it to whatever a page of somebody else makes it send there.
/// </summary>
internal sealed class DashboardAuthentication(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logs, UrlEncoder encoder, KeyRing keys)
    : KeyAuthentication(options, logs, encoder, keys)
{
    public new const string Scheme = "key_of_a_browser";

    private const string Basic = "Basic ";

    protected override string Challenge => "Basic realm=\"BudgetMesh: any name, and an admin key as password\", charset=\"UTF-8\"";

    protected override string? SecretOf(string header)
    {
        if (!header.StartsWith(Basic, StringComparison.OrdinalIgnoreCase))
            return base.SecretOf(header);
        var bytes = new byte[header.Length];
        if (!Convert.TryFromBase64String(header[Basic.Length..].Trim(), bytes, out var length))
            return null;
        var text = Encoding.UTF8.GetString(bytes.AsSpan(0, length));
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? null : text[(colon + 1)..];
    }
}
