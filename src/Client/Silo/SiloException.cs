namespace BudgetMesh.Client;

/// <summary>The silo cannot be reached or cannot answer now; what was asked may have arrived all the same.</summary>
public class SiloException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The silo refuses the key; asking again does not help until somebody changes something.</summary>
public sealed class SiloRefusedException(string message) : SiloException(message);
