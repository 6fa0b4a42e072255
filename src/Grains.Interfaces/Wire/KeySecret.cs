using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace BudgetMesh.Wire;

/// <summary>
/// The secret of a key: <c>bm_gw_</c>, <c>bm_admin_</c> or <c>bm_scope_</c>, and 256 random bits. It is shown once; only its hash is stored,
/// and where one program asks another whose it is, only the hash is sent.
/// </summary>
public static class KeySecret
{
    public const string GatewayPrefix = "bm_gw_", AdminPrefix = "bm_admin_", ScopePrefix = "bm_scope_";

    private const int RandomBytes = 32;

    /// <summary>A new one.</summary>
    public static string Create(string prefix) => prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));

    /// <summary>False for a text that no key can have, so that nobody has to look for it.</summary>
    public static bool IsWellFormed([NotNullWhen(true)] string? secret)
    {
        if (secret is null)
            return false;
        foreach (var prefix in (ReadOnlySpan<string>)[GatewayPrefix, AdminPrefix, ScopePrefix])
        {
            if (secret.StartsWith(prefix, StringComparison.Ordinal))
                return Base64Url.IsValid(secret.AsSpan(prefix.Length), out var length) && length == RandomBytes;
        }

        return false;
    }

    /// <summary>What is stored: SHA-256 of the secret in UTF-8, lower-case hexadecimal.</summary>
    public static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
