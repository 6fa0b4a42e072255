namespace BudgetMesh.Silo.Tests;

public sealed class PeerTimesTests
{
    [Fact]
    public void A_silo_that_is_there_is_waited_for_longer_than_its_owners_wait_for_their_store() =>
        PeerTimes.AnswerPatience.ShouldBeGreaterThan(new Grains.OwnerOptions().Patience);

    [Fact]
    public void A_silo_that_is_silent_is_out_within_the_time_that_is_stated() =>
        (PeerTimes.PingEvery + (PeerTimes.PingPatience * PeerTimes.MissesMax)).ShouldBeLessThan(TimeSpan.FromSeconds(1.3));

    [Fact]
    public void A_silo_is_in_with_its_first_answer_and_after_it_was_left_out_not_before_its_time()
    {
        var clock = new SteppedClock();
        using var peer = new Peer(new Uri("http://silo-1:8080"), clock);
        peer.Lost.IsCancellationRequested.ShouldBeTrue();

        peer.TryTakeIn().ShouldBeTrue();
        var lost = peer.Lost;
        (peer.IsIn, lost.IsCancellationRequested).ShouldBe((true, false));

        peer.TryLeaveOut().ShouldBeTrue();
        peer.TryLeaveOut().ShouldBeFalse();
        (peer.IsIn, lost.IsCancellationRequested).ShouldBe((false, true));

        clock.Elapsed = PeerTimes.OutFor - TimeSpan.FromMilliseconds(1);
        peer.TryTakeIn().ShouldBeFalse();
        clock.Elapsed = PeerTimes.OutFor;
        peer.TryTakeIn().ShouldBeTrue();
    }

    private sealed class SteppedClock : TimeProvider
    {
        public TimeSpan Elapsed { get; set; }

        public override long GetTimestamp() => Elapsed.Ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;
    }
}
