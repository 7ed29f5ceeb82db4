package dev.fetchery.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.exchange.Answering.Receipt;
import dev.fetchery.sim.LossyNet;
import dev.fetchery.sim.VirtualTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * The exchange over a bus that drops, repeats, delays and reorders, by seed. Both sides have
 * something to say at random times; at the end each side has carried out all that the other said,
 * once and in order.
 */
class ExchangeModelTest {
  private static final long SEEDS = Long.getLong("fetchery.exchange.seeds", 10_000);
  private static final long FIRST = Long.getLong("fetchery.exchange.first", 0);

  private static final long PACE_MS = 500;
  private static final long TIMEOUT_MS = 800;
  private static final int THINGS = 12;

  /** What is said: numbers of things that happened. */
  private record Report(long number, long arrived, List<Integer> happened) {}

  /** What is wanted. */
  private record Answer(List<Integer> wanted) {}

  /** One run. */
  private static final class Model {
    final VirtualTime time = new VirtualTime();
    final Random random;
    final LossyNet net;
    final Reporting<Report, Answer> reporting = new Reporting<>();
    final Answering<Answer, Consumer<Answer>> answering = new Answering<>();
    final List<Integer> heard = new ArrayList<>();
    final List<Integer> done = new ArrayList<>();
    final List<Long> numbers = new ArrayList<>();
    List<Integer> toReport = new ArrayList<>();
    List<Integer> toAnswer = new ArrayList<>();
    int underWay;
    int mostUnderWay;

    Model(long seed) {
      random = new Random(seed);
      net = new LossyNet(time, random);
      for (int i = 0; i < THINGS; i++) {
        int thing = i;
        time.after(random.nextInt(4_000), () -> happened(thing));
        time.after(random.nextInt(4_000), () -> wanted(thing));
      }
      time.after(1_000 + random.nextInt(6_000), net::heal);
      time.after(PACE_MS, this::tick);
      report();
    }

    private void happened(int thing) {
      toReport.add(thing);
      report();
    }

    private void report() {
      if (reporting.hasRoom()) {
        List<Integer> said = toReport;
        toReport = new ArrayList<>();
        underWay++;
        mostUnderWay = Math.max(mostUnderWay, underWay);
        send(reporting.begin((number, arrived) -> new Report(number, arrived, said)));
      }
    }

    private void send(Report report) {
      net.send(() -> receive(report));
      time.after(
          TIMEOUT_MS,
          () -> {
            Report again = reporting.again(report.number);
            if (again != null) {
              assertThat(again).isSameAs(report);
              send(again);
            }
          });
    }

    private void receive(Report report) {
      Consumer<Answer> back = answer -> net.send(() -> answered(report.number, answer));
      Receipt receipt = answering.received(report.number, report.arrived, back, time.nowMs());
      if (receipt == Receipt.NEW) {
        numbers.add(report.number);
        heard.addAll(report.happened);
      } else if (receipt == Receipt.ANSWERED) {
        back.accept(answering.answerTo(report.number));
      }
      flush();
    }

    private void wanted(int thing) {
      toAnswer.add(thing);
      flush();
    }

    private void flush() {
      while (answering.mustAnswer() || !toAnswer.isEmpty() && answering.canAnswer()) {
        answer();
      }
    }

    private void answer() {
      var given = answering.answer(number -> new Answer(List.copyOf(toAnswer)));
      toAnswer.clear();
      given.waiting().accept(given.answer());
    }

    private void answered(long number, Answer answer) {
      for (Answer ready : reporting.answered(number, answer)) {
        underWay--;
        done.addAll(ready.wanted);
      }
      if (!reporting.awaitsAnswer() || !toReport.isEmpty()) {
        report();
      }
    }

    private void tick() {
      if (answering.isDue(time.nowMs(), PACE_MS)) {
        answer();
      }
      time.after(PACE_MS, this::tick);
    }

    private boolean complete() {
      return heard.size() >= THINGS && done.size() >= THINGS;
    }

    /** What is wrong at the end, or "". */
    String run() {
      boolean came = time.runUntil(this::complete, 60_000);
      time.runUntil(() -> false, 3_000);
      List<Integer> all = LongStream.range(0, THINGS).mapToObj(n -> (int) n).toList();
      if (!came) {
        return "heard " + heard + ", done " + done;
      } else if (!heard.stream().sorted().toList().equals(all)) {
        return "heard " + heard;
      } else if (!done.stream().sorted().toList().equals(all)) {
        return "done " + done;
      } else if (!numbers.equals(LongStream.rangeClosed(1, numbers.size()).boxed().toList())) {
        return "carried out " + numbers;
      }
      return mostUnderWay > Reporting.MOST_UNDER_WAY ? mostUnderWay + " under way" : "";
    }
  }

  @Test
  void whateverTheBusDoesEachNumberIsCarriedOutOnceAndInOrder() {
    for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
      assertThat(new Model(seed).run()).as("seed %d", seed).isEmpty();
    }
  }

  @Test
  void reportThatComesAgainIsNotCarriedOutAgainAndGetsTheSameAnswer() {
    Answering<String, String> answering = new Answering<>();
    assertThat(answering.received(1, 0, "first", 0)).isEqualTo(Receipt.NEW);
    assertThat(answering.received(1, 0, "again", 0)).isEqualTo(Receipt.HELD);
    assertThat(answering.answer(number -> "orders " + number))
        .isEqualTo(new Answering.Given<>("orders 1", "again"));
    assertThat(answering.received(1, 0, "once more", 0)).isEqualTo(Receipt.ANSWERED);
    assertThat(answering.answerTo(1)).isEqualTo("orders 1");
  }

  @Test
  void reportThatOvertakesTheOneBeforeItIsLeftUnanswered() {
    Answering<String, String> answering = new Answering<>();
    assertThat(answering.received(2, 0, "b", 0)).isEqualTo(Receipt.EARLY);
    assertThat(answering.canAnswer()).isFalse();
    assertThat(answering.received(1, 0, "a", 0)).isEqualTo(Receipt.NEW);
    assertThat(answering.received(2, 0, "b", 0)).isEqualTo(Receipt.NEW);
    assertThat(answering.mustAnswer()).isTrue();
  }

  @Test
  void answerIsForgottenOnceItHasArrivedAndThatReportIsOld() {
    Answering<String, String> answering = new Answering<>();
    answering.received(1, 0, "a", 0);
    answering.answer(number -> "orders");
    answering.received(2, 1, "b", 0);
    assertThat(answering.answerTo(1)).isNull();
    assertThat(answering.received(1, 0, "a", 0)).isEqualTo(Receipt.OLD);
  }

  @Test
  void noMoreThanTwoReportsAreAcceptedUnanswered() {
    Answering<String, String> answering = new Answering<>();
    answering.received(1, 0, "a", 0);
    answering.received(2, 0, "b", 0);
    answering.answer(number -> "orders");
    assertThat(answering.received(3, 0, "c", 0)).isEqualTo(Receipt.EARLY);
    assertThat(answering.received(3, 1, "c", 0)).isEqualTo(Receipt.NEW);
  }

  @Test
  void answersAreHandedOnInTheOrderOfTheirNumbers() {
    Reporting<String, String> reporting = new Reporting<>();
    reporting.begin((number, arrived) -> "report " + number);
    reporting.begin((number, arrived) -> "report " + number);
    assertThat(reporting.hasRoom()).isFalse();
    assertThat(reporting.answered(2, "two")).isEmpty();
    assertThat(reporting.again(1)).isEqualTo("report 1");
    assertThat(reporting.again(2)).isNull();
    assertThat(reporting.answered(1, "one")).containsExactly("one", "two");
    assertThat(reporting.answered(1, "one")).isEmpty();
    assertThat(reporting.begin((number, arrived) -> number + " after " + arrived))
        .isEqualTo("3 after 2");
  }
}
