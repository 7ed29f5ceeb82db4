package dev.fetchery.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.plan.AdmissionWindow.Refill;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.NullUnmarked;

/** Random interleavings of discovery, reading back and ending, as a job's admission does them. */
@NullUnmarked // A test is told by its assertions where something is missing.
class AdmissionWindowModelTest {
  private static final int PAGE = 5;
  private static final int MOST = 20;
  private static final int LEAST = 3;

  private record Item(long seq, String host) {}

  /** The store, what is in memory, and answers of the store that are on their way. */
  private static final class Model {
    final Random random;
    final AdmissionWindow window = new AdmissionWindow(MOST, LEAST, Long.MAX_VALUE);
    final List<Item> stored = new ArrayList<>();
    final Set<Long> ended = new HashSet<>();
    final Set<Long> held = new HashSet<>();
    final List<Runnable> onTheirWay = new ArrayList<>();
    boolean scanning;
    int hosts = 1;

    Model(long seed) {
      random = new Random(seed);
    }

    List<Item> waiting(String host, long fromSeq) {
      return stored.stream()
          .filter(i -> i.seq >= fromSeq && !ended.contains(i.seq))
          .filter(i -> host == null || i.host.equals(host))
          .limit(PAGE)
          .toList();
    }

    void discover() {
      long first = stored.size();
      List<Item> found = new ArrayList<>();
      int host = random.nextInt(hosts);
      int count = 1 + random.nextInt(12);
      for (int i = 0; i < count; i++) {
        int at = random.nextInt(4) == 0 ? random.nextInt(hosts) : host;
        found.add(new Item(first + i, "host" + at));
      }
      stored.addAll(found);
      if (window.lookedAtTo() == first && !scanning && random.nextBoolean()) {
        admit(found);
        window.lookedAt(stored.size());
      }
    }

    void admit(List<Item> items) {
      for (Item item : items) {
        if (!held.contains(item.seq) && window.admit(item.host, item.seq)) {
          held.add(item.seq);
        }
      }
    }

    void scan() {
      if (scanning || window.lookedAtTo() >= stored.size()) {
        return;
      }
      scanning = true;
      long upTo = stored.size();
      List<Item> page = waiting(null, window.lookedAtTo());
      onTheirWay.add(
          () -> {
            scanning = false;
            admit(page.stream().filter(i -> !ended.contains(i.seq)).toList());
            boolean last = page.size() < PAGE;
            window.lookedAt(last ? upTo : page.get(page.size() - 1).seq + 1);
          });
    }

    void refill() {
      for (Refill refill : window.refills(PAGE)) {
        List<Item> page = waiting(refill.host(), refill.fromSeq());
        boolean fails = random.nextInt(5) == 0;
        onTheirWay.add(() -> refilled(refill, page, fails));
      }
    }

    private void refilled(Refill refill, List<Item> page, boolean fails) {
      if (fails) {
        window.refillFailed(refill);
        return;
      }
      window.refilled(refill, page.size(), page.isEmpty() ? -1 : page.get(page.size() - 1).seq);
      for (Item item : page) {
        if (ended.contains(item.seq) || !held.add(item.seq)) {
          window.ended(refill.host());
        }
      }
    }

    void arrive() {
      if (!onTheirWay.isEmpty()) {
        onTheirWay.remove(random.nextInt(onTheirWay.size())).run();
      }
    }

    void end() {
      if (!held.isEmpty()) {
        List<Long> all = new ArrayList<>(held);
        long seq = all.get(random.nextInt(all.size()));
        held.remove(seq);
        assertThat(ended.add(seq)).as("%d ended twice", seq).isTrue();
        window.ended(stored.get((int) seq).host);
      }
    }

    void step() {
      switch (random.nextInt(9)) {
        case 0 -> discover();
        case 1 -> scan();
        case 2, 3 -> refill();
        case 4, 5 -> arrive();
        case 6, 7 -> end();
        default -> hosts = Math.min(8, hosts + 1);
      }
      assertThat(window.total()).isEqualTo(held.size());
    }

    void finish() {
      int idle = 0;
      while (ended.size() < stored.size() && idle < 100) {
        int before = ended.size() + held.size();
        scan();
        refill();
        while (!onTheirWay.isEmpty()) {
          arrive();
        }
        while (!held.isEmpty()) {
          end();
        }
        idle = ended.size() + held.size() == before ? idle + 1 : 0;
      }
    }
  }

  @Property(tries = 500)
  void nothingIsLostBetweenLookingReadingAndEnding(@ForAll long seed) {
    Model model = new Model(seed);
    for (int i = 0; i < 300; i++) {
      model.step();
    }
    model.finish();
    assertThat(model.ended).hasSameSizeAs(model.stored);
    assertThat(model.window.total()).isZero();
    assertThat(model.window.refills(PAGE)).isEmpty();
  }

  @Property(tries = 500)
  void aHostThatNeverAnswersLeavesEveryOtherItsShare(@ForAll long seed) {
    Model model = new Model(seed);
    for (int i = 0; i < 1000; i++) {
      model.stored.add(new Item(i, "host0"));
    }
    while (model.window.lookedAtTo() < 1000) {
      model.scan();
      model.refill();
      model.arrive();
    }
    int dead = model.held.size();
    assertThat(dead).isLessThanOrEqualTo(MOST / 2 + PAGE);
    assertThat(model.window.admit("host1", 1000)).isTrue();
  }
}
