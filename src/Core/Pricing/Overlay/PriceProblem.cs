namespace BudgetMesh.Pricing;

/// <summary>
/// What is wrong with one field of the overlay, in a sentence for the person who wrote it. <paramref name="Entry"/> is the
/// entry's place in the overlay, from 0; <paramref name="Field"/> the property's name in snake_case.
/// </summary>
public readonly record struct PriceProblem(int Entry, string Field, string Message);
