using BudgetMesh.Rates;
using BudgetMesh.Simulation.World;

namespace BudgetMesh.Simulation.Scenarios;

/// <summary>Where the owners of one owner's limits live: who is it now, who still believes to be, and who was it before.</summary>
public sealed class ScenarioOwner(ScenarioWorld world, RateOwnerId id)
{
    private static readonly TimeSpan ConfirmEvery = TimeSpan.FromMilliseconds(500);

    private readonly List<RateBook> _books = [];
    private long _epoch;
    private bool _hadLearned;

    /// <summary>The one in office; null while nobody is.</summary>
    public RateBook? Book { get; private set; }

    /// <summary>Takes office: the next epoch, in the store.</summary>
    public void Start()
    {
        Book = new RateBook(id, ++_epoch, isFirst: _epoch == 1, _hadLearned, world.Now);
        Book.Confirm(world.Now);
        Book.Replan(ScenarioMesh.PlanOf(id, world.Plan), world.Now);
        _books.Add(Book);
        Confirm(Book);
    }

    /// <summary>Dies. What it lent it takes with it.</summary>
    public void Stop()
    {
        _hadLearned = Book is { IsLearning: false };
        _books.Remove(Book!);
        Book = null;
    }

    /// <summary>Another takes office, while this one goes on until it notices.</summary>
    public void Overtake()
    {
        _hadLearned = Book is { IsLearning: false };
        Start();
    }

    /// <summary>One of those who believe to be the owner: where gateways are split, the first of them for every other gateway; else a later one more often.</summary>
    public RateBook? Any(int gateway)
    {
        if (Book is null || _books.Count == 1)
            return Book;
        if (world.Options.SplitsGateways)
            return gateway % 2 == 0 ? _books[0] : Book;
        return world.Random.Next(2) == 0 ? Book : _books[world.Random.Next(_books.Count)];
    }

    public void Replan() => Book?.Replan(ScenarioMesh.PlanOf(id, world.Plan), world.Now);

    private void Confirm(RateBook book) => world.Agenda.In(ConfirmEvery, () =>
    {
        if (!_books.Contains(book))
            return;
        if (book.Epoch == _epoch || world.Canary == Canary.UnfencedOwner)
            book.Confirm(world.Now);
        else if (world.Random.Next(8) == 0)
            _books.Remove(book);
        book.Elapse(world.Now);
        Confirm(book);
    });
}
