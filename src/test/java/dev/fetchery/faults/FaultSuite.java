package dev.fetchery.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fetchery.fetcher.FetcherOptions;
import dev.fetchery.job.Item;
import dev.fetchery.job.ItemState;
import dev.fetchery.testing.CoordinatorSetup;
import dev.fetchery.testing.OriginServer;
import dev.fetchery.testing.Reply;
import dev.fetchery.testing.Rig;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs every {@link FaultCase} through the whole engine, all at the same time. Each is a job of its
 * own with an origin of its own; the job has two more items on that origin and one on another.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class FaultSuite {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String USUAL =
      """
      {"request": {"connectTimeoutMs": 10000, "idleTimeoutMs": 10000, "totalTimeoutMs": 20000},
       "retry": {"attempts": 2, "backoffMs": 0}}
      """;

  /** For cases that test the idle timeout; long enough for the other items on a busy machine. */
  static final String IMPATIENT = "{\"request\": {\"idleTimeoutMs\": 3000}}";

  static final byte[] SIBLING = Reply.bytes(3_000, 99);

  private static final Reply SIBLINGS_REPLY = Reply.ok(SIBLING).with("Content-Type", "image/png");

  final Vertx vertx = Vertx.vertx();
  private final Map<FaultCase, Run> runs = new LinkedHashMap<>();
  private List<FaultCase> cases;
  private OriginServer elsewhere;
  private Rig rig;

  private record Run(OriginServer origin, String job) {}

  abstract List<FaultCase> cases();

  /** How the fetchers are set up. */
  FetcherOptions fetcherOptions(Path root) {
    return Rig.fetcherOptions(root);
  }

  OriginServer newOrigin() {
    return OriginServer.start(vertx);
  }

  Stream<FaultCase> all() {
    return cases.stream();
  }

  Rig rig() {
    return rig;
  }

  @BeforeAll
  void runAll(@TempDir Path root) throws Exception {
    cases = cases();
    CoordinatorSetup manyJobs = CoordinatorSetup.in(root).maxRunningJobs(1_000);
    rig = Rig.start(root, 2, manyJobs.build(), fetcherOptions(root));
    elsewhere = OriginServer.start(vertx).otherwise(request -> SIBLINGS_REPLY);
    for (FaultCase fault : cases) {
      OriginServer origin = newOrigin().otherwise(request -> SIBLINGS_REPLY);
      fault.origin().accept(origin);
      String job = rig.submit(json(fault, runs.size(), origin)).id();
      runs.put(fault, new Run(origin, job));
    }
    runs.values().forEach(run -> rig.awaitEnd(run.job()));
  }

  @AfterAll
  void nothingIsLeft() throws Exception {
    rig.assertNothingLeaked();
    rig.close();
    for (Run run : runs.values()) {
      eventually(() -> run.origin().openConnections() == 0);
    }
    Rig.await(vertx.close());
  }

  private String json(FaultCase fault, int number, OriginServer origin)
      throws JsonProcessingException {
    ObjectNode job = JSON.createObjectNode();
    ArrayNode urls = job.putObject("source").put("type", "urls").putArray("urls");
    urls.addObject().put("url", origin.url("/bad")).put("key", "bad");
    urls.addObject().put("url", origin.url("/one")).put("key", "one");
    urls.addObject().put("url", origin.url("/two")).put("key", "two");
    urls.addObject().put("url", elsewhere.url("/far")).put("key", "far");
    job.putObject("save").put("dir", directory(number)).put("as", "{key}");
    merge(job, (ObjectNode) JSON.readTree(USUAL));
    merge(job, (ObjectNode) JSON.readTree(fault.settings()));
    return job.toString();
  }

  private static String directory(int number) {
    return "case-" + number;
  }

  private static void merge(ObjectNode into, ObjectNode from) {
    from.properties()
        .forEach(
            field -> {
              if (into.get(field.getKey()) instanceof ObjectNode there
                  && field.getValue() instanceof ObjectNode more) {
                merge(there, more);
              } else {
                into.set(field.getKey(), field.getValue());
              }
            });
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("all")
  void endsAsNamedAndHarmsNoOtherItem(FaultCase fault) throws Exception {
    Run run = runs.get(fault);
    List<Item> items = rig.items(run.job());
    Item item = items.get(0);
    assertThat(item.error() == null ? null : item.error().code())
        .as("%s", item)
        .isEqualTo(fault.code());
    assertThat(item.state()).isEqualTo(fault.state());
    if (fault.attempts() > 0) {
      assertThat(item.attempts()).as("%s", item).isEqualTo(fault.attempts());
    }
    siblingsAreDone(fault, items);
    eventually(() -> run.origin().unansweredConnections() == 0);
    Path saved = rig.downloads().resolve(directory(cases.indexOf(fault)));
    if (fault.body() == null) {
      assertThat(saved.resolve("bad")).doesNotExist();
    } else {
      holds(saved.resolve("bad"), fault.body().getBytes());
    }
    fault.check().accept(run.origin(), item);
  }

  private void siblingsAreDone(FaultCase fault, List<Item> items) throws IOException {
    Path saved = rig.downloads().resolve(directory(cases.indexOf(fault)));
    assertThat(items).hasSize(4);
    for (Item sibling : items.subList(1, 4)) {
      assertThat(sibling.state()).as("%s", sibling).isEqualTo(ItemState.DONE);
      holds(saved.resolve(sibling.key()), SIBLING);
    }
  }

  static void holds(Path file, byte[] body) throws IOException {
    byte[] saved = Files.readAllBytes(file);
    assertThat(saved).hasSize(body.length);
    assertThat(Arrays.mismatch(saved, body)).as("first byte that differs").isEqualTo(-1);
  }

  static void eventually(BooleanSupplier condition) throws InterruptedException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited too long").isLessThan(until);
      java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
    }
  }
}
