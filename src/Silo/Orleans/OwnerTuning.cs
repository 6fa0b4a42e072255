using BudgetMesh.Grains;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;

namespace BudgetMesh.Silo;

/// <summary>How Orleans is set for owners, alone and in a cluster; docs/decisions/0010-orleans.md explains each number.</summary>
internal static class OwnerTuning
{
    private const int SignsMissedMost = 3;

    private static readonly TimeSpan SignsEvery = TimeSpan.FromSeconds(5);

    /// <summary>A member that has not signed for so long is taken for dead by silos that start.</summary>
    public static TimeSpan SignsLatest => SignsMissedMost * SignsEvery;

    public static ISiloBuilder TuneForOwners(this ISiloBuilder silo, OwnerOptions owners)
    {
        silo.Services
            .Configure<GrainCollectionOptions>(idle =>
            {
                (idle.CollectionAge, idle.CollectionQuantum) = (owners.IdleAfter, owners.IdleAfter / 4);
                idle.DeactivationTimeout = owners.Patience * 2;
            })
            .Configure<SiloMessagingOptions>(static messaging => (messaging.ResponseTimeout, messaging.MaxForwardCount) = (OwnerCalls.Timeout, 8))
            .Configure<GrainDirectoryOptions>(static directory => directory.RangeLeaseDuration = TimeSpan.Zero)
            .Configure<ClusterMembershipOptions>(static membership =>
            {
                (membership.ProbeTimeout, membership.MaxProbeTimeout, membership.NumMissedProbesLimit) = (TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(1), 2);
                membership.NumVotesForDeathDeclaration = 2;
                membership.TableRefreshTimeout = TimeSpan.FromSeconds(5);
                (membership.IAmAliveTablePublishTimeout, membership.NumMissedTableIAmAliveLimit) = (SignsEvery, SignsMissedMost);
                (membership.DefunctSiloExpiration, membership.DefunctSiloCleanupPeriod) = (TimeSpan.FromHours(1), TimeSpan.FromMinutes(10));
            });
#pragma warning disable ORLEANSEXP003 // The directory that keeps what living silos have when one dies; no cap rests on it.
        return silo.AddDistributedGrainDirectory();
#pragma warning restore ORLEANSEXP003
    }
}
