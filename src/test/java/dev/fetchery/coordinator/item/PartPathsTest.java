package dev.fetchery.coordinator.item;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.job.Part;
import dev.fetchery.job.PendingItem.Attempts;
import dev.fetchery.store.JobStore.Attempted;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PartPathsTest {
  private static final String FIRST = "d/.fetchery-J-7.part";
  private static final String SECOND = "d/.fetchery-J-7-2.part";

  private final PartPaths parts = new PartPaths();
  private final AtomicInteger offered = new AtomicInteger();

  private String free() {
    return parts.free(7, FIRST, offered::incrementAndGet);
  }

  private static List<Attempted> record(String path) {
    Part part = path == null ? null : new Part(path, "http://a.test/", "\"e\"", null, 9, "boot");
    return List.of(new Attempted(7, new Attempts(1, 0, part, null), false));
  }

  @Test
  void bodyThatBeginsAnewGoesWhereNoRecordPoints() {
    assertThat(free()).isEqualTo(FIRST);
    parts.found(7, FIRST);
    assertThat(free()).isEqualTo(SECOND);
    parts.found(7, SECOND);
    assertThat(free()).isEqualTo(FIRST);
  }

  @Test
  void recordHoldsFromItsWritingUntilAnotherIsStored() {
    parts.writing(record(FIRST));
    assertThat(free()).isEqualTo(SECOND);
    parts.stored(record(FIRST));
    parts.writing(record(null));
    assertThat(free()).isEqualTo(SECOND);
    parts.stored(record(null));
    assertThat(free()).isEqualTo(FIRST);
  }

  @Test
  void bodyWaitsWhereEitherPlaceMayBeOnRecord() {
    parts.found(7, FIRST);
    parts.writing(record(SECOND));
    parts.writing(record(null));
    assertThat(free()).isNull();
    parts.stored(record(SECOND));
    assertThat(offered).hasValue(0);
    parts.stored(record(null));
    assertThat(offered).hasValue(1);
    assertThat(free()).isEqualTo(FIRST);
  }

  @Test
  void everyPlaceIsLookedAtWhereThereIsARecord() {
    assertThat(parts.places(7, FIRST)).containsExactly(FIRST);
    parts.found(7, SECOND);
    assertThat(parts.places(7, FIRST)).containsExactlyInAnyOrder(FIRST, SECOND);
    parts.ended(7);
    assertThat(parts.places(7, FIRST)).containsExactly(FIRST);
  }
}
