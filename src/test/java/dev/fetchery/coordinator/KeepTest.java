package dev.fetchery.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.bus.Answer;
import dev.fetchery.bus.Command;
import dev.fetchery.bus.FileRequest;
import dev.fetchery.job.Integrity;
import dev.fetchery.job.Item;
import dev.fetchery.testing.Reply;
import dev.fetchery.testing.Rig;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.DeliveryContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is kept of a body beside its bytes: its digest, its time. */
class KeepTest extends CoordinatorCase {
  private static final int LARGE = 300_000;
  private static final String NO_DIGEST = "'save':{'digest':'none'}";
  private static final String DATE = "Tue, 15 Nov 1994 08:12:31 GMT";
  private static final Instant THEN = Instant.parse("1994-11-15T08:12:31Z");

  private FileTime time(String path) {
    try {
      return Files.getLastModifiedTime(rig.downloads().resolve(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path path(String path) {
    return rig.downloads().resolve(path);
  }

  @ParameterizedTest
  @ValueSource(ints = {5, LARGE})
  void theTimeOfTheServerIsGiven(int size) {
    origin.on("/f", Reply.ok(Reply.bytes(size, 1)).with("Last-Modified", DATE));
    rig.run(urls(Stream.of("/f"), "'save':{'mtime':'server'}"));
    assertThat(time("n/f").toInstant()).isEqualTo(THEN);
  }

  @Test
  void aTimeThatIsNoneIsPassedOver() {
    origin.on("/f", Reply.ok("x").with("Last-Modified", "yesterday"));
    String id = rig.run(urls(Stream.of("/f"), "'save':{'mtime':'server'}")).id();
    assertThat(states(id)).containsExactly("done");
    assertThat(time("n/f").toInstant()).isAfter(THEN);
  }

  @ParameterizedTest
  @ValueSource(ints = {5, LARGE})
  void withoutADigestTheLengthSaysThatABodyIsWhole(int size) {
    origin.on("/f", Reply.ok(Reply.bytes(size, 1)).with("Content-MD5", "A".repeat(22) + "=="));
    Item item = item(rig.run(urls(Stream.of("/f"), NO_DIGEST)).id(), 0);
    assertThat(item.sha256()).isNull();
    assertThat(item.size()).isEqualTo(size);
    assertThat(item.integrity()).isEqualTo(Integrity.LENGTH);
  }

  @Test
  void aChecksumOfTheEntryIsComparedAllTheSame() {
    origin.on("/f", Reply.ok("hello"));
    String entry = "{'url':'" + origin.url("/f") + "','md5':'" + "0".repeat(32) + "'}";
    String source = "{'type':'urls','urls':[" + entry + "]}";
    String id = rig.run(job(source, NO_DIGEST + ",'retry':{'backoffMs':1}")).id();
    assertThat(states(id)).containsExactly("failed checksum");
  }

  @Test
  void aFileWithoutADigestIsVerifiedByItsSize() throws Exception {
    String id = rig.run(numbered(4, NO_DIGEST)).id();
    Files.writeString(path("n/1"), "AT /1");
    Files.writeString(path("n/2"), "at /2, and more");
    Files.delete(path("n/3"));
    Answer.Verified found = rig.ask(new Command.Verify(id), Answer.Verified.class);
    assertThat(found.checked()).isEqualTo(4);
    assertThat(found.ok()).isZero();
    assertThat(found.unverified()).isEqualTo(2);
    assertThat(found.corrupt()).extracting(Item::seq).containsExactly(2L);
    assertThat(found.missing()).extracting(Item::seq).containsExactly(3L);
  }

  @Test
  void aVerificationTellsHowFarItIs() {
    String id = rig.run(numbered(4, "")).id();
    Promise<Void> asked = Promise.promise();
    Promise<Void> mayGoOn = Promise.promise();
    rig.vertx()
        .eventBus()
        .addOutboundInterceptor(
            (DeliveryContext<Object> context) -> {
              if (context.body() instanceof FileRequest.Check) {
                asked.tryComplete();
                mayGoOn.future().onComplete(done -> context.next());
              } else {
                context.next();
              }
            });
    assertThat(rig.ask(new Command.ShowVerification(id), Answer.Refused.class).status())
        .isEqualTo(404);
    Future<Answer> verified = rig.send(new Command.Verify(id));
    Rig.await(asked.future());
    assertThat(rig.ask(new Command.ShowVerification(id), Answer.Verifying.class))
        .isEqualTo(new Answer.Verifying(0, 4));
    mayGoOn.complete();
    assertThat(((Answer.Verified) Rig.await(verified)).ok()).isEqualTo(4);
    assertThat(rig.ask(new Command.ShowVerification(id), Answer.Refused.class).status())
        .isEqualTo(404);
  }

  @Test
  void aFileWithoutADigestIsRemovedWhereSizeAndTimeAreAsSaved() throws Exception {
    origin.on("/2", Reply.ok(Reply.bytes(LARGE, 2)));
    String id = rig.run(numbered(4, NO_DIGEST)).id();
    Files.setLastModifiedTime(path("n/1"), FileTime.from(THEN));
    Files.writeString(path("n/3"), "longer than it was");
    delete(id, true);
    assertThat(rig.files()).containsExactlyInAnyOrder("n/1", "n/3");
  }

  @Test
  void aMediaTypeThatIsNotWantedIsRefused() {
    origin.on("/0", Reply.ok("<html>").with("Content-Type", "text/html; charset=x"));
    origin.on("/1", Reply.ok("x").with("Content-Type", "text/plain"));
    origin.on("/2", Reply.ok("x"));
    String expect = "'expect':{'notMediaTypes':['Text/HTML','image/*']},'retry':{'backoffMs':1}";
    assertThat(states(rig.run(numbered(3, expect)).id()))
        .isEqualTo(List.of("failed unexpected_type", "done", "done"));
  }
}
