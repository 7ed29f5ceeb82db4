package dev.fetchery.fetcher.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.bus.Demands;
import dev.fetchery.client.ResponseHead;
import dev.fetchery.context.ManualClock;
import dev.fetchery.fetcher.file.Publication.Result;
import dev.fetchery.job.Checksum;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Proof;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.VertxInternal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Both ways to a name: of a body in memory, and of a part that is whole on disk. */
class PublisherTest {
  private static final String PART = ".fetchery-j-1.part";

  @TempDir private Path dir;
  @TempDir private Path outside;

  private final AtomicBoolean leased = new AtomicBoolean(true);

  /** What happens when the lease is asked about, by how often it was asked before. */
  private final AtomicInteger asked = new AtomicInteger();

  private IntConsumer whenAsked = times -> {};

  private Vertx vertx;
  private LocalFiles files;

  private final class TestLease implements Lease {
    @Override
    public boolean mayPublish() {
      whenAsked.accept(asked.getAndIncrement());
      return leased.get();
    }

    @Override
    public boolean mayRemove() {
      return leased.get();
    }
  }

  @BeforeEach
  void open() throws Exception {
    vertx = Vertx.vertx();
    files =
        LocalFiles.open(
                ((VertxInternal) vertx).createEventLoopContext(),
                dir,
                new TestLease(),
                true,
                new ManualClock(Instant.EPOCH))
            .await(60, TimeUnit.SECONDS);
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().await(60, TimeUnit.SECONDS);
  }

  private static Digests digests(String sha256) {
    return sha256 == null
        ? Digests.of(
            Demands.NONE, new ResponseHead(200, MultiMap.caseInsensitiveMultiMap(), 4, true))
        : Digests.of(
            new Proof(List.of(Checksum.of(Checksum.Algorithm.SHA256, sha256)), Proof.ANY_SIZE));
  }

  private Result publish(String target, boolean replace, boolean onDisk) throws Exception {
    if (onDisk) {
      Files.writeString(dir.resolve(PART), "mine");
    }
    List<Buffer> body = onDisk ? null : List.of(Buffer.buffer("mi"), Buffer.buffer("ne"));
    Publication one = new Publication(PART, target, replace, body, digests(null));
    return files.publish(one).await(60, TimeUnit.SECONDS);
  }

  @Test
  void withoutTheLeaseWhatIsAtThePartsPathIsLeftAlone() throws Exception {
    Path part = Files.writeString(dir.resolve(PART), "another's");
    Path target = Files.createLink(dir.resolve("a"), part);
    leased.set(false);
    assertThat(publish("a", false, false)).isEqualTo(new Result.Late(false, null));
    assertThat(part).hasContent("another's");
    assertThat(target).hasContent("another's");
  }

  @Test
  void withTheLeaseWhatAnEarlierAttemptLeftIsReplaced() throws Exception {
    Path part = Files.writeString(dir.resolve(PART), "an earlier attempt's");
    Path target = Files.createLink(dir.resolve("a"), part);
    assertThat(publish("a", false, false)).isInstanceOf(Result.Done.class);
    assertThat(target).hasContent("mine");
  }

  @Test
  void withoutTheLeasePartOnDiskIsNotPublished() throws Exception {
    leased.set(false);
    assertThat(publish("a", false, true)).isEqualTo(new Result.Late(true, null));
    assertThat(dir.resolve("a")).doesNotExist();
    assertThat(dir.resolve(PART)).hasContent("mine");
  }

  /** Publishes a part that was written here and replaced by the other file before its end. */
  private Result publishReplaced(boolean replace, Path by, boolean link) throws Exception {
    PartFile part = files.part(PART);
    part.create(null).await(60, TimeUnit.SECONDS);
    part.write(Buffer.buffer("mine"), 0).await(60, TimeUnit.SECONDS);
    part.finish().await(60, TimeUnit.SECONDS);
    Path at = dir.resolve(PART);
    Files.delete(at);
    Path replaced = link ? Files.createSymbolicLink(at, by) : Files.createLink(at, by);
    assertThat(replaced).exists();
    return files
        .publish(new Publication(PART, "a", replace, null, digests(null)))
        .await(60, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @CsvSource({"false, false", "false, true", "true, false", "true, true"})
  void partThatWasReplacedIsNoFileThatIsSaved(boolean replace, boolean link) throws Exception {
    Path secret = Files.writeString(dir.resolve("secret"), "four");
    Path there = replace ? Files.writeString(dir.resolve("a"), "of before") : null;
    Result result = publishReplaced(replace, secret, link);
    assertThat(result).isInstanceOf(Result.Failed.class);
    assertThat(((Result.Failed) result).fault().code()).isEqualTo(ErrorCode.DISK);
    assertThat(secret).isRegularFile().hasContent("four");
    assertThat(dir.resolve(PART)).doesNotExist();
    if (there == null) {
      assertThat(dir.resolve("a")).doesNotExist();
    } else {
      assertThat(there).hasContent("of before");
    }
  }

  @ParameterizedTest
  @CsvSource({"false, false", "false, true", "true, false", "true, true"})
  void bodyInMemoryWhosePartIsSwappedWhereOthersMayWriteIsNotSaved(boolean replace, boolean link)
      throws Exception {
    Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwxrwxrwx"));
    Path secret = Files.writeString(dir.resolve("secret"), "four");
    whenAsked =
        times -> {
          if (times == 1) {
            swapPart(secret, link);
          }
        };
    Result result = publish("a", replace, false);
    assertThat(result).isInstanceOf(Result.Failed.class);
    assertThat(((Result.Failed) result).fault().code()).isEqualTo(ErrorCode.DISK);
    assertThat(secret).isRegularFile().hasContent("four");
    assertThat(dir.resolve(PART)).doesNotExist();
    if (!replace || link) {
      assertThat(dir.resolve("a")).doesNotExist();
    }
  }

  /** As another user would, between the writing of a part and its name. */
  private void swapPart(Path by, boolean link) {
    Path part = dir.resolve(PART);
    try {
      Files.delete(part);
      Path swapped = link ? Files.createSymbolicLink(part, by) : Files.createLink(part, by);
      assertThat(swapped).exists();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void bodyInMemoryIsSavedWhereOthersMayWriteAsWell(boolean replace) throws Exception {
    Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThat(publish("a", replace, false)).isInstanceOf(Result.Done.class);
    assertThat(dir.resolve("a")).hasContent("mine");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void partStaysLinkedBesideTheFile(boolean onDisk) throws Exception {
    assertThat(publish("d/e/a", false, onDisk)).isInstanceOf(Result.Done.class);
    assertThat(Files.isSameFile(dir.resolve(PART), dir.resolve("d/e/a"))).isTrue();
    assertThat(dir.resolve("d/e/a")).hasContent("mine");
    assertThat(files.takeMadeDirectories("d/e/a")).containsExactly("d/e", "d");
    assertThat(files.takeMadeDirectories("d/e/a")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void fileThatHasTheNameStaysAndThePartIsWhole(boolean onDisk) throws Exception {
    Files.writeString(dir.resolve("a"), "theirs");
    assertThat(publish("a", false, onDisk)).isInstanceOf(Result.Taken.class);
    assertThat(dir.resolve("a")).hasContent("theirs");
    assertThat(dir.resolve(PART)).hasContent("mine");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void fileIsReplacedWhereThatIsWanted(boolean onDisk) throws Exception {
    Files.writeString(dir.resolve("a"), "theirs");
    assertThat(publish("a", true, onDisk)).isInstanceOf(Result.Done.class);
    assertThat(dir.resolve("a")).hasContent("mine");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void directoryInTheWayIsAFaultAndNothingIsLeft(boolean onDisk) throws Exception {
    Files.createDirectory(dir.resolve("a"));
    for (boolean replace : new boolean[] {false, true}) {
      Result.Failed failed = (Result.Failed) publish("a", replace, onDisk);
      assertThat(failed.fault().code()).isEqualTo(ErrorCode.DISK);
      assertThat(failed.fault().detail()).isEqualTo("a directory is in the way: a");
      assertThat(dir.resolve(PART)).doesNotExist();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void linkThatLeadsOutIsNotFollowed(boolean onDisk) throws Exception {
    Files.createSymbolicLink(dir.resolve("out"), outside);
    Result.Failed failed = (Result.Failed) publish("out/a", false, onDisk);
    assertThat(failed.fault().code()).isEqualTo(ErrorCode.BAD_NAME);
    assertThat(outside.resolve("a")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void fileAmongTheDirectoriesIsABadName(boolean onDisk) throws Exception {
    Files.writeString(dir.resolve("f"), "a file");
    for (String target : List.of("f/a", "f/g/a")) {
      Result.Failed failed = (Result.Failed) publish(target, false, onDisk);
      assertThat(failed.fault().code()).isEqualTo(ErrorCode.BAD_NAME);
      assertThat(failed.fault().detail()).startsWith("a file stands where a directory is needed");
    }
  }

  @Test
  void manyBodiesAreWrittenInFewHopsEachWithItsResult() throws Exception {
    Files.writeString(dir.resolve("taken"), "theirs");
    CompletableFuture<List<Result>> all = new CompletableFuture<>();
    Publication bad =
        new Publication(
            ".b.part", "b", false, List.of(Buffer.buffer("x")), digests("0".repeat(64)));
    List<Publication> publications =
        List.of(publication("p1", "one"), bad, publication("p2", "taken"), publication("p3", "c"));
    vertx.runOnContext(
        v ->
            io.vertx.core.Future.join(publications.stream().map(files::publish).toList())
                .onSuccess(done -> all.complete(done.list())));
    List<Result> results = all.get(60, TimeUnit.SECONDS);
    assertThat(results.get(0)).isInstanceOf(Result.Done.class);
    assertThat(((Result.Failed) results.get(1)).fault().code()).isEqualTo(ErrorCode.CHECKSUM);
    assertThat(results.get(2)).isInstanceOf(Result.Taken.class);
    assertThat(results.get(3)).isInstanceOf(Result.Done.class);
  }

  private static Publication publication(String part, String target) {
    return new Publication(part, target, false, List.of(Buffer.buffer("x")), digests(null));
  }

  /** Over a network the answer to a link may be lost: the second try finds the name taken. */
  @Test
  void nameThatThePartHasAlreadyIsItsOwn() throws Exception {
    Path part = Files.writeString(dir.resolve(PART), "mine");
    Path target = Files.createLink(dir.resolve("a"), part);
    Publication again = new Publication(PART, "a", false, null, digests(null));
    assertThat(files.publish(again).await(60, TimeUnit.SECONDS)).isInstanceOf(Result.Done.class);
    assertThat(target).hasContent("mine");
  }

  @Test
  void partOfAnotherTaskIsLeftAloneWithoutTheLease() throws IOException {
    Path part = Files.writeString(dir.resolve(PART), "another's");
    leased.set(false);
    assertThat(files.discard(PART).succeeded()).isTrue();
    assertThat(part).exists();
  }
}
