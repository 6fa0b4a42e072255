using System.Diagnostics.Metrics;
using BudgetMesh.Client.Tests.World;

namespace BudgetMesh.Client.Tests;

public sealed class MeterTests
{
    [Fact]
    public async Task The_meter_counts_what_the_gate_does()
    {
        var seen = new Dictionary<string, double>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == "budgetmesh.gate" && instrument.Meter.Tags!.Any(tag => tag is { Key: "gate", Value: "metered" }))
                self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
        listener.Start();

        await using var world = await GateWorld.StartAsync(with: options => options with { Name = "metered" });
        var first = await world.Gate.DecideAsync(TestMesh.Asked);
        world.Gate.TryDecide(TestMesh.Asked, out var second).ShouldBeTrue();
        world.Gate.TryDecide(TestMesh.Asked with { Ladder = "none" }, out _).ShouldBeTrue();
        world.Gate.Void(first);
        listener.RecordObservableInstruments();
        seen["budgetmesh.gate.decisions verdict=allow reason=fits"].ShouldBe(2);
        seen["budgetmesh.gate.decisions verdict=deny reason=unknown_ladder"].ShouldBe(1);
        seen["budgetmesh.gate.decisions.waited"].ShouldBe(1);
        seen["budgetmesh.gate.decision.wait"].ShouldBe(0);
        seen["budgetmesh.gate.holds.open"].ShouldBe(1);
        seen["budgetmesh.gate.receipts.pending"].ShouldBeInRange(0, 2);
        seen["budgetmesh.gate.syncs outcome=answered"].ShouldBe(1);
        seen.ShouldContainKey("budgetmesh.gate.sync.duration");
        world.Gate.Void(second);

        void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            lock (seen)
                seen[string.Join(' ', [instrument.Name, .. tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}")])] = value;
        }
    }
}
