package dev.fetchery.store;

import static dev.fetchery.store.Fixtures.NOW;
import static dev.fetchery.store.Fixtures.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.job.Completion;
import dev.fetchery.job.Counters;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.Item;
import dev.fetchery.job.ItemResult;
import dev.fetchery.job.ItemState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class CountersPropertyTest {
  private static final List<ItemState> ENDS =
      Stream.of(ItemState.values()).filter(ItemState::ended).toList();

  @Property(tries = 40)
  void countersAlwaysAddUpAndNumbersHaveNoGap(@ForAll long seed, @ForAll StoreKind kind)
      throws IOException {
    Path dir = Files.createTempDirectory("store");
    try (JobStore store = kind.open(dir)) {
      Fixtures.job(store, "j");
      Random random = new Random(seed);
      for (int step = 0; step < 40; step++) {
        act(store, random);
      }
      check(store);
    } finally {
      try (Stream<Path> files = Files.walk(dir)) {
        files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
      }
    }
  }

  private static void act(JobStore store, Random random) {
    switch (random.nextInt(5)) {
      case 0 -> {
        List<NewItem> items = new ArrayList<>();
        for (int i = random.nextInt(20); i >= 0; i--) {
          String name = "n" + random.nextInt(60);
          items.add(random.nextBoolean() ? Fixtures.saved(name) : Fixtures.numbered(name));
        }
        get(store.append("j", items, null, false));
      }
      case 1, 2 -> {
        List<ItemResult> endings = new ArrayList<>();
        for (int i = random.nextInt(10); i >= 0; i--) {
          endings.add(ending(random));
        }
        get(store.complete("j", endings));
      }
      case 3 -> {
        Set<ItemState> states = Set.of(ENDS.get(random.nextInt(ENDS.size())));
        get(store.reopen("j", states, Set.of(), Long.MAX_VALUE));
      }
      default -> {
        if (random.nextInt(4) == 0) {
          Set<Long> active = Set.of((long) random.nextInt(40));
          get(store.endWaiting("j", null, active, ItemState.CANCELLED, null, NOW));
        }
      }
    }
  }

  private static ItemResult ending(Random random) {
    long seq = random.nextInt(60);
    ItemState state = ENDS.get(random.nextInt(ENDS.size()));
    return state == ItemState.DONE
        ? Fixtures.done(seq)
        : ItemResult.without(seq, state, 1, NOW, new Fault(ErrorCode.TIMEOUT, "late"));
  }

  private static void check(JobStore store) {
    List<Item> items = get(store.items("j", null, -1, 2_000));
    Counters expected =
        new Counters(
            items.size(),
            count(items, ItemState.DONE),
            count(items, ItemState.SKIPPED),
            count(items, ItemState.NOT_FOUND),
            count(items, ItemState.FAILED),
            count(items, ItemState.CANCELLED),
            items.stream().filter(i -> i.state() == ItemState.DONE).mapToLong(Item::bytes).sum(),
            0);
    JobRow row = get(store.job("j"));
    assertThat(row.counters()).isEqualTo(expected);
    List<Completion> completions = get(store.completions("j", 0, 10_000));
    assertThat(completions).hasSize((int) row.lastN());
    for (int i = 0; i < completions.size(); i++) {
      assertThat(completions.get(i).n()).isEqualTo(i + 1);
    }
    assertLastCompletionsAreTheItems(items, completions);
  }

  private static void assertLastCompletionsAreTheItems(
      List<Item> items, List<Completion> completions) {
    for (Item item : items) {
      if (item.state().ended()) {
        Item last =
            completions.stream()
                .map(Completion::item)
                .filter(each -> each.seq() == item.seq())
                .reduce((first, second) -> second)
                .orElseThrow();
        assertThat(last).isEqualTo(item);
      }
    }
  }

  private static long count(List<Item> items, ItemState state) {
    return items.stream().filter(item -> item.state() == state).count();
  }
}
