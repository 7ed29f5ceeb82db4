package dev.fetchery.coordinator.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.coordinator.fake.FakeJob;
import dev.fetchery.plan.QueuedRequest;
import org.junit.jupiter.api.Test;

/** Which bytes of a body count as having come now. */
class LeaseTest {
  private final Lease lease =
      FakeJob.with("'limits':{'concurrency':1}")
          .lease(new QueuedRequest<>(FakeJob.ID, "a.test:80", null, false, 0));

  private void received(long bytes) {
    lease.received(bytes, 1_000, 0);
  }

  @Test
  void whatIsAskedForIsToldOnce() {
    received(100);
    received(250);
    assertThat(lease.takeFresh()).isEqualTo(250);
    assertThat(lease.takeFresh()).isZero();
    assertThat(lease.over(400, null)).isEqualTo(150);
    assertThat(lease.takeFresh()).isEqualTo(150);
  }

  @Test
  void partOfAnEarlierAttemptIsNotFresh() {
    lease.continues();
    received(500);
    received(620);
    assertThat(lease.takeFresh()).isEqualTo(120);
  }

  @Test
  void bodyThatBeginsAnewIsFreshFromItsFirstByte() {
    lease.continues();
    received(500);
    assertThat(lease.received(40, 1_000, 0)).isEqualTo(40);
    assertThat(lease.takeFresh()).isEqualTo(40);
    assertThat(lease.received(90, 1_000, 0)).isEqualTo(50);
    assertThat(lease.takeFresh()).isEqualTo(50);
  }

  @Test
  void lossThatComesBeforeItWasAskedForTakesNothingBack() {
    received(300);
    received(20);
    received(50);
    assertThat(lease.takeFresh()).isEqualTo(350);
  }

  @Test
  void endThatTellsOfFewerBytesIsNoNewBegin() {
    received(300);
    assertThat(lease.over(280, null)).isZero();
    assertThat(lease.takeFresh()).isEqualTo(300);
  }
}
