package dev.fetchery.fetcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.client.ResponseHead;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublisherTest {
  @TempDir private Path dir;

  private final AtomicBoolean leased = new AtomicBoolean();

  private Publication.Result publish(String part, String target) throws IOException {
    ResponseHead head = new ResponseHead(200, MultiMap.caseInsensitiveMultiMap(), 4, true);
    Publisher publisher = new Publisher(new DownloadRoot(dir), false, leased::get);
    List<Buffer> body = List.of(Buffer.buffer("mine"));
    Publication one = new Publication(part, target, false, body, Digests.of(null, head));
    return publisher.publish(List.of(one)).get(0);
  }

  @Test
  void withoutTheLeaseWhatLiesInThePartsPlaceIsLeftAlone() throws IOException {
    Path part = Files.writeString(dir.resolve(".fetchery-j-1.part"), "another's");
    Path target = Files.createLink(dir.resolve("a"), part);
    assertThat(publish(".fetchery-j-1.part", "a"))
        .isEqualTo(new Publication.Result.Late(false, null));
    assertThat(part).hasContent("another's");
    assertThat(target).hasContent("another's");
  }

  @Test
  void withTheLeaseWhatAnEarlierAttemptLeftIsReplaced() throws IOException {
    Path part = Files.writeString(dir.resolve(".fetchery-j-1.part"), "an earlier attempt's");
    Path target = Files.createLink(dir.resolve("a"), part);
    leased.set(true);
    assertThat(publish(".fetchery-j-1.part", "a")).isInstanceOf(Publication.Result.Done.class);
    assertThat(target).hasContent("mine");
  }
}
