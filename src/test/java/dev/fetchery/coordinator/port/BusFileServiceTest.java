package dev.fetchery.coordinator.port;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.bus.Addresses;
import dev.fetchery.bus.BusMessage;
import dev.fetchery.bus.FetcheryCodec;
import dev.fetchery.bus.FileAnswer;
import dev.fetchery.bus.FileRequest;
import dev.fetchery.bus.FileRequest.Saved;
import dev.fetchery.context.Clock;
import dev.fetchery.job.Proof;
import dev.fetchery.testing.Rig;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BusFileServiceTest {
  private static final FileRequest REQUEST = new FileRequest.Discard(List.of("a"));

  private Vertx vertx;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    FetcheryCodec.register(vertx.eventBus());
  }

  @AfterEach
  void stop() throws Exception {
    vertx.close().await(60, TimeUnit.SECONDS);
  }

  @Test
  void workOfAFetcherThatDoesNotAnswerIsAskedOfAnother() {
    AtomicInteger asked = new AtomicInteger();
    vertx
        .eventBus()
        .<BusMessage>localConsumer(
            Addresses.FILES,
            message -> {
              // The first one to be asked is gone before it answers.
              if (asked.incrementAndGet() > 1) {
                message.reply(new FileAnswer.Removed(7));
              }
            });
    FileAnswer answer = Rig.await(new BusFileService(vertx, Clock.system(), 100).ask(REQUEST));
    assertThat(answer).isEqualTo(new FileAnswer.Removed(7));
    assertThat(asked).hasValue(2);
  }

  @Test
  void fetcherThatIsStillToComeIsWaitedFor() {
    var asked = new BusFileService(vertx, Clock.system()).ask(REQUEST);
    vertx
        .eventBus()
        .<BusMessage>localConsumer(
            Addresses.FILES, message -> message.reply(new FileAnswer.Removed(1)));
    assertThat(Rig.await(asked)).isEqualTo(new FileAnswer.Removed(1));
  }

  @Test
  void answerOfAnotherKindFailsAndIsNotWaitedFor() {
    vertx.eventBus().<BusMessage>localConsumer(Addresses.FILES, message -> message.reply(REQUEST));
    var asked = new BusFileService(vertx, Clock.system()).ask(REQUEST);
    String why = Rig.await(asked.map(answer -> "").otherwise(Throwable::getMessage));
    assertThat(why).isEqualTo("an answer that is not expected: Discard");
  }

  @Test
  void patienceGrowsWithWhatIsRead() {
    assertThat(FilePatience.ms(REQUEST, 30_000)).isEqualTo(30_000);
    Saved large = new Saved(1, "a", 6_000_000_000L, "00");
    assertThat(FilePatience.ms(new FileRequest.Check(List.of(large, large)), 30_000))
        .isEqualTo(1_230_000);
    assertThat(FilePatience.ms(new FileRequest.Remove(List.of(large)), 30_000)).isEqualTo(630_000);
    FileRequest.Claimed unknown = new FileRequest.Claimed(1, "a", Proof.NONE);
    assertThat(FilePatience.ms(new FileRequest.Prove(List.of(unknown)), 30_000))
        .isBetween(100_000L, 200_000L);
  }
}
