package dev.fetchery.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.plan.AdmissionWindow.Refill;
import java.util.List;
import org.junit.jupiter.api.Test;

class AdmissionWindowTest {
  private final AdmissionWindow window = new AdmissionWindow(100, 10, 1 << 20);

  private int admit(String host, long fromSeq, int count) {
    int in = 0;
    for (int i = 0; i < count; i++) {
      in += window.admit(host, fromSeq + i) ? 1 : 0;
    }
    return in;
  }

  private void end(String host, int count) {
    for (int i = 0; i < count; i++) {
      window.ended(host);
    }
  }

  @Test
  void aHostThatNeverAnswersFillsNoOthersPlace() {
    assertThat(admit("dead", 0, 100_000)).isLessThan(100);
    assertThat(window.full()).isFalse();
    assertThat(admit("well", 100_000, 30)).isEqualTo(30);
  }

  @Test
  void thereAreFourItemsForEachRequestThatAllFetchersCanHaveUnderWay() {
    window.requestsAre(50);
    window.itemsAre(300);
    assertThat(window.most()).isEqualTo(200);
    assertThat(admit("a", 0, 200)).isEqualTo(100);
    assertThat(admit("b", 200, 100)).isPositive();
    assertThat(window.full()).isFalse();
    window.requestsAre(1);
    window.itemsAre(300);
    assertThat(window.most()).isEqualTo(100);
    window.requestsAre(Integer.MAX_VALUE);
    window.itemsAre(1 << 10);
    assertThat(window.most()).as("what memory allows").isEqualTo(1 << 10);
  }

  @Test
  void everyHostGetsALeastShareHoweverManyThereAre() {
    for (int i = 0; i < 500; i++) {
      assertThat(admit("host" + i, i * 1000L, 1000)).isGreaterThanOrEqualTo(10);
    }
  }

  @Test
  void itemsBehindOneThatWasLeftAreLeftTooSoThatTheOrderStays() {
    int in = admit("a", 0, 80);
    end("a", in);
    assertThat(window.admit("a", 80)).isFalse();
    assertThat(window.refills(5)).containsExactly(new Refill("a", in, 80, 5));
  }

  @Test
  void aHostIsAskedForOnceAtATime() {
    int in = admit("a", 0, 80);
    end("a", in);
    Refill refill = window.refills(5).get(0);
    assertThat(window.refills(5)).isEmpty();
    window.refilled(refill, 5, in + 4);
    assertThat(window.refills(5)).containsExactly(new Refill("a", in + 5, 79, 5));
  }

  @Test
  void aHostWithMoreThanHalfItsShareIsNotAskedFor() {
    int in = admit("a", 0, 80);
    end("a", in / 4);
    assertThat(window.refills(5)).isEmpty();
    end("a", in / 2);
    assertThat(window.refills(5)).hasSize(1);
  }

  @Test
  void aFailedRefillIsAskedForAgain() {
    end("a", admit("a", 0, 80));
    Refill refill = window.refills(5).get(0);
    window.refillFailed(refill);
    assertThat(window.refills(5)).containsExactly(refill);
  }

  @Test
  void aShortPageMeansThatNothingIsLeft() {
    int in = admit("a", 0, 60);
    end("a", in);
    Refill refill = window.refills(50).get(0);
    window.refilled(refill, 60 - in, 59);
    assertThat(window.refills(50)).isEmpty();
    assertThat(window.admit("a", 60)).isTrue();
  }

  @Test
  void itemsFoundWhileARefillIsOnItsWayAreNotLost() {
    int in = admit("a", 0, 60);
    end("a", in);
    Refill refill = window.refills(50).get(0);
    assertThat(window.admit("a", 60)).isFalse();
    window.refilled(refill, 60 - in, 59);
    end("a", 60 - in);
    assertThat(window.refills(50)).containsExactly(new Refill("a", 60, 60, 50));
  }

  @Test
  void anEmptyRefillLeavesNothingBehind() {
    end("a", admit("a", 0, 60));
    window.refilled(window.refills(50).get(0), 0, -1);
    assertThat(window.total()).isZero();
    assertThat(window.refills(50)).isEmpty();
    assertThat(window.admit("a", 100)).isTrue();
  }

  @Test
  void whatIsHeldAlreadyCountsAndMakesRoomWhenItEnds() {
    window.hold("a");
    assertThat(window.total()).isEqualTo(1);
    window.ended("a");
    assertThat(window.total()).isZero();
  }

  @Test
  void whatHasBeenLookedAtNeverGoesBack() {
    window.lookedAt(10);
    window.lookedAt(5);
    assertThat(window.lookedAtTo()).isEqualTo(10);
  }

  @Test
  void hostsThatAreUnknownChangeNothing() {
    window.ended("unknown");
    window.refilled(new Refill("unknown", 0, 0, 5), 3, 2);
    window.refillFailed(new Refill("unknown", 0, 0, 5));
    assertThat(window.total()).isZero();
    assertThat(window.refills(5)).isEqualTo(List.of());
  }
}
