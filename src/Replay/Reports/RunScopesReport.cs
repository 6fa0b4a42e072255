using System.Text.Json.Serialization;

namespace BudgetMesh.Replay;

/// <summary>What scopes cost that are made by one request each and never seen again.</summary>
public sealed record RunScopesReport
{
    public required string Pattern { get; init; }

    /// <summary>Made by this run.</summary>
    public required long Made { get; init; }

    public required decimal PerSecond { get; init; }

    /// <summary>The cap of one of them; null where the pattern has no hard USD budget.</summary>
    public required string? CapUsd { get; init; }

    /// <summary>The most that one has spent, by the books.</summary>
    public required string SpentMostUsd { get; init; }

    /// <summary>The dearest answer, by the provider: no scope has had two.</summary>
    public required string BilledMostUsd { get; init; }

    /// <summary>Of all of them together, by the books.</summary>
    public required string LedgerUsd { get; init; }

    /// <summary>Bytes in the store, with everything above it and the receipt; null where the store is not of this process.</summary>
    public required long? StoreBytesEach { get; init; }

    /// <summary>Microseconds that the store's one writer was busy.</summary>
    public required decimal WriterUsEach { get; init; }

    /// <summary>Microseconds of processor time of this process: silo, gates and fake provider, where the silo is of this process.</summary>
    public required decimal CpuUsEach { get; init; }

    /// <summary>Commands to the store's writer: two writes of the scope's books, and shares of those of the scopes above and of receipts.</summary>
    public required decimal WritesEach { get; init; }

    /// <summary>Transactions: writes that wait at the same time share one.</summary>
    public required decimal TransactionsEach { get; init; }

    /// <summary>Bytes of managed memory in use after a collection, when a tenth was made.</summary>
    [JsonPropertyName("managed_bytes_at_10_percent")]
    public required long ManagedBytesAtTenth { get; init; }

    public required long ManagedBytesAtEnd { get; init; }

    /// <summary>The most that the process had resident until a tenth was made.</summary>
    [JsonPropertyName("working_set_peak_at_10_percent")]
    public required long WorkingSetPeakAtTenth { get; init; }

    public required long WorkingSetPeak { get; init; }
}
