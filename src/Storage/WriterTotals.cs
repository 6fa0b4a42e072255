namespace BudgetMesh.Storage;

/// <summary>What a store's writer has done since it was opened.</summary>
/// <param name="Transactions">Each reaches the disk once.</param>
/// <param name="Commands">Writes of books, batches of receipts and the like, which share transactions.</param>
/// <param name="Busy">How long it wrote; it writes one transaction at a time.</param>
public readonly record struct WriterTotals(long Transactions, long Commands, TimeSpan Busy);
