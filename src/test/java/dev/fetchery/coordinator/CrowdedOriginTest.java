package dev.fetchery.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.bus.Answer;
import dev.fetchery.bus.Command;
import dev.fetchery.job.Job;
import dev.fetchery.job.JobState;
import dev.fetchery.testing.OriginFault;
import dev.fetchery.testing.OriginServer;
import dev.fetchery.testing.Reply;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Origins that serve one or a few requests at once and refuse the others: no file is lost. */
class CrowdedOriginTest extends CoordinatorCase {
  private static final Reply CLOSED = Reply.ok("x").with(new OriginFault.CloseBeforeHead());

  /** A lock that is tried without waiting. */
  private OriginServer.Script atOnce(int most, int holdsMs, Reply refusal) {
    AtomicInteger serving = new AtomicInteger();
    return request -> {
      if (serving.incrementAndGet() > most) {
        serving.decrementAndGet();
        return refusal;
      }
      rig.vertx().setTimer(holdsMs, id -> serving.decrementAndGet());
      return Reply.ok("served").after(holdsMs);
    };
  }

  private static Reply refusal(String how) {
    return how.equals("closed") ? CLOSED : Reply.status(Integer.parseInt(how));
  }

  @ParameterizedTest(name = "{0} at once for {1} ms, the others {2}, {3} attempts")
  @CsvSource({
    "1, 30, 503, 5",
    "1, 30, 429, 2",
    "1, 30, closed, 5",
    "2, 200, 429, 5",
    "3, 30, 503, 2",
    "3, 30, closed, 5"
  })
  void servesEveryItemInItsTurn(int most, int holdsMs, String how, int attempts) {
    origin.otherwise(atOnce(most, holdsMs, refusal(how)));
    Job job = rig.run(numbered(60, "'retry':{'attempts':" + attempts + "}"));
    assertThat(states(job.id())).hasSize(60).containsOnly("done");
    long needsMs = 60L * holdsMs / most;
    assertThat(job.progress().elapsedMs()).isLessThan(5 * needsMs + 3_000);
  }

  @Test
  void servesASmallJobBesideALargeOne() {
    origin.otherwise(atOnce(1, 5, Reply.status(503)));
    String large = rig.submit(numbered(500, "'save':{'dir':'large'}")).id();
    Job small = rig.run(numbered(60, "'save':{'dir':'small'}"));
    assertThat(small.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(rig.awaitEnd(large).state()).isEqualTo(JobState.SUCCEEDED);
  }

  @Test
  void servesEveryItemWhereEachRefusalAsksForASecond() {
    origin.otherwise(atOnce(1, 30, Reply.status(503).with("Retry-After", "1")));
    Job job = rig.run(numbered(60, ""));
    assertThat(states(job.id())).hasSize(60).containsOnly("done");
  }

  @Test
  void namesWhatSlowedTheHost() {
    origin.otherwise(atOnce(1, 100, Reply.status(503)));
    String id = rig.submit(numbered(60, "")).id();
    Job slowed = rig.await(id, job -> !job.progress().hosts().isEmpty());
    assertThat(slowed.progress().hosts().get(0).detail()).isEqualTo("HTTP 503");
    assertThat(rig.awaitEnd(id).state()).isEqualTo(JobState.SUCCEEDED);
    // It has served all since, and is slowed all the same.
    assertThat(rig.ask(new Command.ShowHosts(), Answer.Hosts.class).hosts())
        .singleElement()
        .satisfies(
            host -> {
              assertThat(host.state()).isEqualTo("slowed");
              assertThat(host.fault().detail()).isEqualTo("HTTP 503");
            });
  }
}
