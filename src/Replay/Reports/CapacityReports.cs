namespace BudgetMesh.Replay;

/// <summary>One limit of a deployment, as the fake provider kept it.</summary>
/// <param name="Limit">Its name.</param>
/// <param name="Unit">What it counts.</param>
/// <param name="Amount">In a minute, or at once.</param>
/// <param name="UsedShare">Of what it would have taken over the whole run; of a limit on requests at once, the most at any moment.</param>
public sealed record CapacityReport(string Deployment, string Limit, string Unit, decimal Amount, decimal UsedShare, RefusedReport RefusedByProvider);

/// <summary>Requests that the provider answered with 429 because this limit was short.</summary>
/// <param name="Share">Of all that came to the deployment, those that were sent again counted each time.</param>
public sealed record RefusedReport(long Count, decimal Share);

/// <summary>What a reservation was worth. Each share is null where nothing of its kind was asked for.</summary>
public sealed record ReservationReport
{
    public required string Scope { get; init; }

    public required string Deployment { get; init; }

    /// <summary>Of what its holder asked for, second by second and up to the reserved rate, what it got in time.</summary>
    public required decimal? Honoured { get; init; }

    /// <summary>Of what the holder left of the deployment and others asked for, what they got in time.</summary>
    public required decimal? OthersOfRest { get; init; }

    /// <summary>Of the whole deployment and as far as they asked for it, what others got in time while the holder was idle.</summary>
    public required decimal? Borrowed { get; init; }

    /// <summary>From the holder's first request after it was idle until it was served at its reserved rate; null where it was never idle, or never served so.</summary>
    public required int? ReturnedMs { get; init; }

    /// <summary>When the holder was idle, in seconds since the first request; null where it never was.</summary>
    public required decimal? IdleAtS { get; init; }

    public required decimal? IdleForS { get; init; }
}

/// <summary>How evenly scopes without a reservation shared the deployment, over the span in which all of them asked for most above an even share.</summary>
/// <param name="Jain">1 where all used the same, 1/n where one used all.</param>
/// <param name="AtS">When the span begins, in seconds since the first request.</param>
public sealed record FairnessReport(IReadOnlyList<string> Scopes, string Deployment, decimal Jain, int SpanS, int AtS);

/// <summary>How the first drop of the provider's limits was borne. Shares are of requests that came to the provider, each time they came.</summary>
public sealed record ProviderDropReport
{
    public required decimal Factor { get; init; }

    /// <summary>In seconds since the first request.</summary>
    public required decimal AtS { get; init; }

    public required decimal ForS { get; init; }

    /// <summary>Answered with 429 before the drop.</summary>
    public required decimal? RefusedShareBefore { get; init; }

    /// <summary>The same in its first two seconds.</summary>
    [System.Text.Json.Serialization.JsonPropertyName("refused_share_first_2s")]
    public required decimal? RefusedShareFirst2S { get; init; }

    /// <summary>The same from two seconds after its begin to its end.</summary>
    [System.Text.Json.Serialization.JsonPropertyName("refused_share_after_2s")]
    public required decimal? RefusedShareAfter2S { get; init; }

    /// <summary>Of the restored limit and as far as it was asked for, what was used from 25 to 35 seconds after the drop's end.</summary>
    [System.Text.Json.Serialization.JsonPropertyName("recovered_used_share_30s")]
    public required decimal? RecoveredUsedShare30S { get; init; }
}
