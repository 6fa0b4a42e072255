using BudgetMesh.Grains;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;

namespace BudgetMesh.Silo;

/// <summary>How Orleans is set for owners, alone and in a cluster; docs/decisions/0010-orleans.md explains each number.</summary>
internal static class OwnerTuning
{
    public static ISiloBuilder TuneForOwners(this ISiloBuilder silo, OwnerOptions owners)
    {
        silo.Services
            .Configure<GrainCollectionOptions>(idle =>
            {
                (idle.CollectionAge, idle.CollectionQuantum) = (owners.IdleAfter, owners.IdleAfter / 4);
                idle.DeactivationTimeout = owners.Patience * 2;
            })
            .Configure<SiloMessagingOptions>(static messaging => (messaging.ResponseTimeout, messaging.MaxForwardCount) = (OwnerCalls.Timeout, 8))
            .Configure<ClusterMembershipOptions>(static membership =>
            {
                (membership.ProbeTimeout, membership.MaxProbeTimeout, membership.NumMissedProbesLimit) = (TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(1), 2);
                membership.NumVotesForDeathDeclaration = 2;
                membership.TableRefreshTimeout = TimeSpan.FromSeconds(5);
                (membership.IAmAliveTablePublishTimeout, membership.NumMissedTableIAmAliveLimit) = (TimeSpan.FromSeconds(5), 3);
                (membership.DefunctSiloExpiration, membership.DefunctSiloCleanupPeriod) = (TimeSpan.FromHours(1), TimeSpan.FromMinutes(10));
            });
#pragma warning disable ORLEANSEXP003 // The directory that keeps what living silos have when one dies; no cap rests on it.
        return silo.AddDistributedGrainDirectory();
#pragma warning restore ORLEANSEXP003
    }
}
