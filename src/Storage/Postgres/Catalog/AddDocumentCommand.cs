namespace BudgetMesh.Storage.Postgres;

/// <summary>Adds a document where it follows the newest and is not that again; answers what is the newest then.</summary>
internal sealed class AddDocumentCommand(CatalogDocument document) : QueuedWrite<Pipeline, DocumentAdded>
{
    public override int Rows => 1;

    public override bool IsUrgent => false;

    public override string LockOrder => $"2 {document.Kind}";

    public override void Apply(Pipeline pipeline)
    {
        Outcome = new DocumentAdded(false, null);
        pipeline.Add(
            new Statement(CatalogSql.Add)
                .Set(document.Kind.Word()).Set(document.Version).Set(document.Text).Set(document.Sha256).Set(document.Author).Set(document.At),
            _ => Outcome = Outcome with { IsAdded = true });
        pipeline.Add(new Statement(CatalogSql.Newest).Set(document.Kind.Word()), row => Outcome = Outcome with { Document = CatalogRows.Document(row) });
    }
}

/// <param name="Document">The newest, whoever added it; null where there is none.</param>
internal sealed record DocumentAdded(bool IsAdded, CatalogDocument? Document);
