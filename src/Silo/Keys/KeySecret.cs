using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using BudgetMesh.Storage;
using NodaTime;

namespace BudgetMesh.Silo;

/// <summary>The secret of a key: <c>bm_gw_</c> or <c>bm_admin_</c> and 256 random bits. It is shown once; only its hash is stored.</summary>
public static class KeySecret
{
    private const int RandomBytes = 32;
    private const string GatewayPrefix = "bm_gw_";
    private const string AdminPrefix = "bm_admin_";

    /// <summary>A new key and its secret.</summary>
    public static (KeyRecord Key, string Secret) Create(KeyRole role, string label, Instant at)
    {
        var secret = (role == KeyRole.Admin ? AdminPrefix : GatewayPrefix) + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));
        var id = $"key_{RandomNumberGenerator.GetHexString(16, lowercase: true)}";
        return (new KeyRecord(id, Hash(secret), role, label, at, null), secret);
    }

    /// <summary>False for a text that no key can have, so that nobody has to look for it.</summary>
    public static bool IsWellFormed([NotNullWhen(true)] string? secret)
    {
        var random = secret switch
        {
            not null when secret.StartsWith(GatewayPrefix, StringComparison.Ordinal) => secret.AsSpan(GatewayPrefix.Length),
            not null when secret.StartsWith(AdminPrefix, StringComparison.Ordinal) => secret.AsSpan(AdminPrefix.Length),
            _ => [],
        };
        return Base64Url.IsValid(random, out var length) && length == RandomBytes;
    }

    /// <summary>What is stored: SHA-256 of the secret in UTF-8, lower-case hexadecimal.</summary>
    public static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
