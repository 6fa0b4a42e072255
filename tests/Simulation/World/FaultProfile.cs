namespace BudgetMesh.Simulation.World;

/// <summary>Which faults a seed has, and how likely each is whenever it could strike.</summary>
public sealed class FaultProfile
{
    /// <summary>Every tenth seed has no faults at all, so that the rules for quiet times are tested as well.</summary>
    public const int SeedsPerQuiet = 10;

    private readonly double[] _chance = new double[Enum.GetValues<Fault>().Length];
    private readonly long[] _injected = new long[Enum.GetValues<Fault>().Length];
    private readonly Random _random;

    private FaultProfile(Random random) => _random = random;

    /// <summary>Set once the world is left to heal: nothing goes wrong any more.</summary>
    public bool Healed { get; set; }

    public IReadOnlyList<long> Injected => _injected;

    public static FaultProfile Draw(Random random, long seed)
    {
        var profile = new FaultProfile(random);
        if (seed % SeedsPerQuiet == 0)
            return profile;
        foreach (var fault in Enum.GetValues<Fault>().Where(static fault => fault < Fault.LimitEdit))
            profile.Draw(fault, random);
        return profile;
    }

    /// <summary>What befalls limits alone, by a chance of its own.</summary>
    public void DrawOfLimits(Random chance)
    {
        Draw(Fault.LimitEdit, chance);
        Draw(Fault.ProviderShort, chance);
    }

    public bool Has(Fault fault) => _chance[(int)fault] > 0;

    /// <summary>True where the fault strikes now; counted.</summary>
    public bool Strikes(Fault fault)
    {
        var chance = _chance[(int)fault];
        if (Healed || chance == 0 || _random.NextDouble() >= chance)
            return false;
        _injected[(int)fault]++;
        return true;
    }

    /// <summary>For faults that are not drawn but happen, such as the end of a window.</summary>
    public void Count(Fault fault) => _injected[(int)fault]++;

    public void Force(Fault fault, double chance) => _chance[(int)fault] = chance;

    private void Draw(Fault fault, Random random)
    {
        if (random.NextDouble() < 0.5)
            _chance[(int)fault] = Typical(fault) * (0.2 + 2 * random.NextDouble());
    }

    private static double Typical(Fault fault) => fault switch
    {
        Fault.MessageLost or Fault.AnswerLost or Fault.MessageDoubled or Fault.MessageDelayed => 0.08,
        Fault.WriteFailed or Fault.WriteLandedButFailed or Fault.WriteLandedLate or Fault.SlowDisk => 0.06,
        Fault.StorageUnreadable => 0.1,
        Fault.HoldForgotten or Fault.SettledLate or Fault.SettledTwice or Fault.BilledBeyondBound or Fault.CallerGone => 0.03,
        Fault.StreamOutlives or Fault.StreamGrows => 0.1,
        Fault.ReceiptLost or Fault.ReceiptDoubled => 0.1,
        // Struck twice a simulated second.
        Fault.OwnerCrash or Fault.DuplicateOwner or Fault.CapEdit or Fault.OwnerClockJump => 0.05,
        Fault.Adjustment or Fault.LimitEdit => 0.15,
        Fault.GatewayCrash or Fault.GatewayPause or Fault.Partition => 0.05,
        Fault.JournalLost or Fault.JournalStale => 0.3, // of the gateways that crash
        Fault.JournalDoubled => 0.05,
        Fault.WrongRetire => 0.02,
        Fault.StorageRollback => 0.02,
        _ => 0.05,
    };
}
