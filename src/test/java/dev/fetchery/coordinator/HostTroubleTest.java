package dev.fetchery.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.bus.Answer;
import dev.fetchery.bus.Command;
import dev.fetchery.job.Completion;
import dev.fetchery.job.Item;
import dev.fetchery.job.ItemState;
import dev.fetchery.job.Job;
import dev.fetchery.job.JobState;
import dev.fetchery.testing.OriginFault;
import dev.fetchery.testing.OriginServer;
import dev.fetchery.testing.Reply;
import dev.fetchery.testing.Rig;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hosts that do not answer, or ask for time, beside one that is well. */
class HostTroubleTest {
  private final OriginServer bad = OriginServer.start();
  private final OriginServer good = OriginServer.start();
  private Rig rig;

  @BeforeEach
  void start(@TempDir Path dir) {
    rig = Rig.start(dir);
    good.otherwise(request -> Reply.ok("fine"));
  }

  @AfterEach
  void end() {
    rig.assertNothingLeaked();
    rig.close();
    bad.close();
    good.close();
  }

  private static Stream<String> urls(OriginServer origin, int count) {
    return IntStream.range(0, count).mapToObj(i -> origin.url("/" + origin.port() + "-" + i));
  }

  private static String job(Stream<String> urls, String more) {
    String list = urls.map(u -> '"' + u + '"').collect(Collectors.joining(","));
    return "{\"name\": \"x\", \"source\": {\"type\": \"urls\", \"urls\": ["
        + list
        + "]}"
        + more
        + "}";
  }

  private List<Long> endedSeqs(Job job) {
    return rig.announced(job.id()).stream().map(Completion::item).map(Item::seq).sorted().toList();
  }

  @Test
  void itemsOfAHostThatNeverAnswersListedFirstDoNotDelayThoseOfAnother() {
    bad.otherwise(request -> Reply.ok("never").with(new OriginFault.Silence()));
    Stream<String> urls = Stream.concat(urls(bad, 1000), urls(good, 100));
    Job job = rig.submit(job(urls, ", \"request\": {\"idleTimeoutMs\": 600000}"));
    Job now = rig.await(job.id(), j -> j.progress().done() == 100);
    assertThat(now.progress().failed()).isZero();
    assertThat(good.requests()).isEqualTo(100);
    rig.ask(new Command.Cancel(job.id()), Answer.JobView.class);
    rig.awaitEnd(job.id());
  }

  @Test
  void hostWithoutASuccessIsGivenUpAndEachItemEndsOnce() {
    bad.otherwise(request -> Reply.ok("x").with(new OriginFault.ResetBeforeHead()));
    Stream<String> urls = Stream.concat(urls(bad, 30), urls(good, 5));
    String retry = ", \"retry\": {\"attempts\": 1000, \"backoffMs\": 10, \"giveUpMs\": 200}";
    Job job = rig.run(job(urls, retry));
    assertThat(job.state()).isEqualTo(JobState.PARTIAL);
    assertThat(job.progress().failed()).isEqualTo(30);
    assertThat(job.progress().done()).isEqualTo(5);
    assertThat(endedSeqs(job)).hasSize(35).doesNotHaveDuplicates();
  }

  @Test
  void onlyItemOfAHostIsGivenUpToo() {
    bad.otherwise(request -> Reply.ok("x").with(new OriginFault.ResetBeforeHead()));
    String retry = ", \"retry\": {\"attempts\": 1000, \"backoffMs\": 10, \"giveUpMs\": 200}";
    Job job = rig.run(job(urls(bad, 1), retry));
    assertThat(job.state()).isEqualTo(JobState.FAILED);
    Item item = rig.items(job.id(), ItemState.FAILED).get(0);
    assertThat(item.error().code().wire()).isEqualTo("reset");
    assertThat(endedSeqs(job)).containsExactly(0L);
  }

  @Test
  void itemOfAHostThatIsGivenUpHasTheStatusOfItsLastAttempt() {
    bad.otherwise(request -> Reply.status(503));
    String retry = ", \"retry\": {\"attempts\": 1000, \"backoffMs\": 10, \"giveUpMs\": 200}";
    Job job = rig.run(job(urls(bad, 30), retry));
    assertThat(rig.items(job.id(), ItemState.FAILED))
        .hasSize(30)
        .allSatisfy(item -> assertThat(item.error().code().wire()).isEqualTo("http_status"))
        .allSatisfy(item -> assertThat(item.status()).isEqualTo(item.attempts() > 0 ? 503 : null));
  }

  @Test
  void itemThatWasNotAnsweredAtLastHasNoStatus() {
    bad.on("/" + bad.port() + "-0", Reply.status(503));
    bad.otherwise(request -> Reply.ok("x").with(new OriginFault.ResetBeforeHead()));
    String retry = ", \"retry\": {\"attempts\": 1000, \"backoffMs\": 10, \"giveUpMs\": 200}";
    Job job = rig.run(job(urls(bad, 2), retry));
    assertThat(rig.items(job.id(), ItemState.FAILED))
        .extracting(Item::status)
        .containsExactly(503, null);
  }

  @Test
  void hostRestsAlsoWhereTheItemThatItToldHasNoAttemptLeft() {
    bad.on("/" + bad.port() + "-0", Reply.status(429).with("Retry-After", "1"));
    bad.otherwise(request -> Reply.ok("fine"));
    String one = ", \"retry\": {\"attempts\": 1}, \"limits\": {\"concurrency\": 1}";
    Job job = rig.run(job(urls(bad, 2), one));
    assertThat(job.progress().done()).isEqualTo(1);
    assertThat(job.progress().elapsedMs()).isGreaterThanOrEqualTo(950);
  }
}
