using System.Security.Cryptography;
using BudgetMesh.Storage;
using BudgetMesh.Wire;
using NodaTime;

namespace BudgetMesh.Silo;

/// <summary>Keys are made here.</summary>
public static class NewKey
{
    /// <summary>A key and its secret, which is nowhere else.</summary>
    public static (KeyRecord Key, string Secret) Make(KeyRole role, string label, Instant at)
    {
        var secret = KeySecret.Create(role switch
        {
            KeyRole.Admin => KeySecret.AdminPrefix,
            KeyRole.Scope => KeySecret.ScopePrefix,
            _ => KeySecret.GatewayPrefix,
        });
        return (new KeyRecord($"key_{RandomNumberGenerator.GetHexString(16, lowercase: true)}", KeySecret.Hash(secret), role, label, at, null), secret);
    }
}
