package dev.fetchery.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.bus.Addresses;
import dev.fetchery.bus.Answer;
import dev.fetchery.bus.Command;
import dev.fetchery.bus.CoordinatorEvent;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Item;
import dev.fetchery.job.ItemState;
import dev.fetchery.job.Job;
import dev.fetchery.testing.CoordinatorSetup;
import dev.fetchery.testing.OriginFault;
import dev.fetchery.testing.OriginServer;
import dev.fetchery.testing.Reply;
import dev.fetchery.testing.Rig;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.MessageConsumer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A scripted origin, and a service without its interface, in directories of their own. */
abstract class CoordinatorCase {
  final OriginServer origin = OriginServer.start();

  /** Whether {@link #gate()} answers. */
  final AtomicBoolean open = new AtomicBoolean();

  Path root;
  Rig rig;

  @BeforeEach
  void start(@TempDir Path dir) {
    root = dir;
    origin.otherwise(request -> Reply.ok("at " + request.path()));
    rig = begin();
  }

  /** Also after a restart. */
  Rig begin() {
    return Rig.start(root, 2, setup().build());
  }

  /** How the service is set up. */
  CoordinatorSetup setup() {
    return CoordinatorSetup.in(root).pauseGraceMs(100);
  }

  /** A service with another setup and one fetcher, instead of the one that is there. */
  void restartWith(CoordinatorSetup other) {
    rig.close();
    rig = Rig.start(root, 1, other.build());
  }

  @AfterEach
  void end() {
    try {
      rig.assertNothingLeaked();
    } finally {
      rig.close();
      origin.close();
    }
  }

  /** Ends in order, and starts again on the same directories. */
  void restart() {
    rig.close();
    rig = begin();
  }

  /** Dies, and starts again on the same directories. */
  void crash() {
    rig.kill();
    rig = begin();
  }

  // --- the origin

  /** The request arrives and is never answered. */
  static Reply noAnswer() {
    return Reply.ok("never").with(new OriginFault.Silence());
  }

  /** Answered once {@link #open} is set. */
  Reply gate() {
    return open.get() ? Reply.ok("through") : noAnswer();
  }

  // --- jobs

  /** A job over these paths of the origin; {@code fields} are its other fields, or empty. */
  String urls(Stream<String> paths, String fields) {
    String list = paths.map(p -> '"' + origin.url(p) + '"').collect(Collectors.joining(","));
    return job("{'type':'urls','urls':[" + list + "]}", fields);
  }

  /** A job over {@code /0}, {@code /1}, and so on. */
  String numbered(int count, String fields) {
    return urls(IntStream.range(0, count).mapToObj(i -> "/" + i), fields);
  }

  /** Quotes may be written as apostrophes. */
  static String job(String source, String fields) {
    String more = fields.isEmpty() ? "" : ", " + fields;
    return ("{'name':'n','source':" + source + more + "}").replace('\'', '"');
  }

  Job pause(String id) {
    return rig.ask(new Command.Pause(id), Answer.JobView.class).job();
  }

  Job resume(String id) {
    return rig.ask(new Command.Resume(id), Answer.JobView.class).job();
  }

  Job cancel(String id) {
    return rig.ask(new Command.Cancel(id), Answer.JobView.class).job();
  }

  Job retry(String id, ErrorCode... codes) {
    return rig.ask(new Command.RetryItems(id, List.of(codes), List.of()), Answer.JobView.class)
        .job();
  }

  void delete(String id, boolean files) {
    rig.ask(new Command.Delete(id, files), Answer.Done.class);
  }

  int refused(Command command) {
    return rig.ask(command, Answer.Refused.class).status();
  }

  /** Sends a command at the first event that fits; completes with the answer to it. */
  Future<Answer> sendAt(
      Predicate<CoordinatorEvent> moment, Function<CoordinatorEvent, Command> command) {
    Promise<Answer> answer = Promise.promise();
    AtomicBoolean sent = new AtomicBoolean();
    MessageConsumer<CoordinatorEvent> news =
        rig.vertx()
            .eventBus()
            .consumer(
                Addresses.NEWS,
                event -> {
                  if (moment.test(event.body()) && sent.compareAndSet(false, true)) {
                    rig.send(command.apply(event.body())).onComplete(answer);
                  }
                });
    return answer.future().eventually(news::unregister);
  }

  /** Waits until no row is left of any job that is deleted. */
  void awaitErased() {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!Rig.await(rig.store().deletable(Instant.EPOCH)).isEmpty()) {
      assertThat(System.nanoTime()).as("rows are left").isLessThan(end);
      Rig.await(rig.vertx().timer(10));
    }
  }

  /** Its items, each as {@code state} or {@code state code}. */
  List<String> states(String id) {
    return rig.items(id).stream()
        .map(i -> i.state().wire() + (i.error() == null ? "" : " " + i.error().code().wire()))
        .toList();
  }

  long count(String id, ItemState state) {
    return rig.items(id, state).size();
  }

  Item item(String id, int seq) {
    return rig.items(id).get(seq);
  }

  // --- files

  void file(String path, String content) {
    try {
      Path file = rig.downloads().resolve(path);
      Files.createDirectories(file.getParent());
      Files.writeString(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String content(String path) {
    try {
      return Files.readString(rig.downloads().resolve(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
