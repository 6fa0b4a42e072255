namespace BudgetMesh.Storage.Sqlite;

/// <summary>Adds a document, or finds that it is the newest already.</summary>
/// <param name="document">The version to be added; it goes after the version before it.</param>
internal sealed class AddDocumentCommand(CatalogDocument document) : WriteCommand<DocumentAdded>
{
    public override int Rows => 1;

    public override bool IsUrgent => false;

    protected override DocumentAdded Write(WriteSession session)
    {
        var newest = session.Database.Prepare(CatalogSql.Newest).Set(document.Kind.Word()).First(CatalogRows.Document);
        if (newest is not null && newest.Sha256 == document.Sha256)
            return new(newest, newest.Version);
        if ((newest?.Version ?? 0) != document.Version - 1)
            return new(null, newest?.Version ?? 0);
        session.Database.Prepare(CatalogSql.Add)
            .Set(document.Kind.Word()).Set(document.Version).Set(document.Text).Set(document.Sha256).Set(document.Author).Set(document.At)
            .Run();
        return new(document, document.Version);
    }
}

/// <param name="Document">What is the newest now; null for a conflict.</param>
/// <param name="NewestVersion">The newest version, 0 where there is none.</param>
internal sealed record DocumentAdded(CatalogDocument? Document, long NewestVersion);
