using BudgetMesh.Grains;
using BudgetMesh.Storage;
using BudgetMesh.Wire;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace BudgetMesh.Silo;

/// <summary>
/// Between the silos on one store: what owners here recall, what is applied here and which keys change here, others are told; what
/// they tell is told to the gates here, put in force, believed. Nothing of it is needed for safety, and what is lost costs time.
/// </summary>
internal sealed partial class NoticeRelay(INoticeChannel others, NoticeHub gates, PlanCatalog catalog, KeyRing keys, ILogger<NoticeRelay> log) : BackgroundService
{
    /// <summary>Under a flood what comes within this time goes together; what comes after silence goes at once.</summary>
    private static readonly TimeSpan PublishEvery = TimeSpan.FromMilliseconds(5);

    private static readonly TimeSpan RetryFirst = TimeSpan.FromMilliseconds(50), RetryMost = TimeSpan.FromSeconds(2);

    /// <summary>A mesh or price list that nobody told of is in force after this time.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    private readonly NoticeOutbox _outbox = new();
    private readonly Signal _look = new();

    /// <summary>Before anything is served: nothing that changes here is left untold.</summary>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        gates.Recalled += _outbox.Add;
        catalog.Applied += TellPlan;
        keys.Changed += TellKeys;
        return base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        gates.Recalled -= _outbox.Add;
        catalog.Applied -= TellPlan;
        keys.Changed -= TellKeys;
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.WhenAll(PublishAsync(stoppingToken), others.ListenAsync(Hear, LookForAll, stoppingToken), FollowCatalogAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The silo stops.
        }
    }

    private void TellPlan() => _outbox.Add(new Notice(NoticeKinds.Plan, null));

    private void TellKeys() => _outbox.Add(SiloTexts.Keys);

    private async Task PublishAsync(CancellationToken stop)
    {
        for (var retry = RetryFirst; ;)
        {
            var taken = await _outbox.TakeAsync(stop);
            try
            {
                await others.PublishAsync(SiloTexts.Write(taken), stop);
                retry = RetryFirst;
                await Task.Delay(PublishEvery, stop);
            }
            catch (StoreUnavailableException)
            {
                // The writer tells of a database that is away.
                _outbox.PutBack(taken);
                await Task.Delay(retry, stop);
                retry = retry * 2 < RetryMost ? retry * 2 : RetryMost;
            }
        }
    }

    private void Hear(string text)
    {
        foreach (var notice in SiloTexts.Read(text))
            Take(notice);
    }

    private void Take(Notice notice)
    {
        switch (notice.Kind)
        {
            case NoticeKinds.Recall or NoticeKinds.RatesRecall:
                gates.Pass(notice);
                break;
            case NoticeKinds.Plan:
                _look.Set(); // gates hear of it once it is in force here
                break;
            case var kind when kind == SiloTexts.Keys.Kind:
                keys.Forget();
                break;
            default:
                LookForAll();
                break;
        }
    }

    private void LookForAll()
    {
        keys.Forget();
        _look.Set();
        gates.RecallAll();
    }

    private async Task FollowCatalogAsync(CancellationToken stop)
    {
        while (true)
        {
            await _look.WaitAsync(LookEvery, stop);
            try
            {
                await catalog.RefreshAsync(stop);
            }
            catch (StoreUnavailableException)
            {
                // As above: the next look comes.
            }
            catch (PlanRefusedException refused)
            {
                LogUnreadable(refused.Message, refused.Problems[0].ToString());
            }
        }
    }

    [LoggerMessage(50, LogLevel.Error, "Another silo has applied what this one cannot put in force, and it goes on with what it had: {Problem}: {First}")]
    private partial void LogUnreadable(string problem, string first);
}
