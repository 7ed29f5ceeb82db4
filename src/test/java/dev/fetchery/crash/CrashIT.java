package dev.fetchery.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Kills the shipped jar (SIGKILL) again and again, at full load, in the middle of starting and of
 * discovery, and in every other run while its jobs are paused, cancelled and retried, and holds
 * what it leaves and what it makes of that against what was promised. Seven jobs at once, see
 * {@link CrashJobs}.
 *
 * <p>{@code -Dfetchery.crash.kills=100} kills as often as that, in rounds of twenty with fresh
 * directories, so that a kill costs the same however many there are; {@code -Dfetchery.crash.seed}
 * repeats the choices of the round that printed it. {@code -Dfetchery.crash.together=16} kills a
 * process that holds so many services, which is a kill of each, at a point of its own work.
 */
class CrashIT {
  private static final int ROUND = 20;
  private static final int TOGETHER = Math.max(1, Integer.getInteger("fetchery.crash.together", 1));
  private static final int OF_ROUND = ROUND * TOGETHER;

  /** Of the jobs: half the items a kill where services share a process, for a kill to cost less. */
  private static final int SIZE = TOGETHER == 1 ? ROUND : ROUND / 2;

  private static final int ROUNDS =
      Math.max(1, (Integer.getInteger("fetchery.crash.kills", 1) + OF_ROUND - 1) / OF_ROUND);
  private static final long SEED =
      Long.getLong("fetchery.crash.seed", System.nanoTime() & 0xffff_ffffL);

  /** Of those, one kill comes while the service is still starting. */
  private static final int ONE_IN_BLIND = 4;

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  @TempDir private Path dir;

  private static ServiceLauncher launcher;

  private final List<KilledService> services = new ArrayList<>();
  private final CrashTally tally = new CrashTally();
  private Random random = new Random(SEED);

  @BeforeAll
  static void prepare(@TempDir Path shared) throws Exception {
    launcher = ServiceLauncher.make(shared, TOGETHER > 1);
  }

  @AfterEach
  void close() {
    services.forEach(KilledService::close);
  }

  static LongStream seeds() {
    return LongStream.range(SEED, SEED + ROUNDS);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void nothingIsLostOrDoneTwiceHoweverOftenItIsKilled(long seed) throws Exception {
    random = new Random(seed);
    System.out.println("crash seed " + seed + ", " + OF_ROUND + " kills");
    for (int i = 0; i < TOGETHER; i++) {
      Path own = Files.createDirectory(dir.resolve("service" + i));
      services.add(new KilledService(own, new CrashJobs(SIZE), tally, random.nextLong()));
    }
    submitAll();
    for (int kill = 1; kill <= ROUND; kill++) {
      killOnce(kill);
    }
    finish();
    System.out.println("crash: " + tally);
    assertThat(tally.discovering()).isPositive();
  }

  private void submitAll() throws Exception {
    try (ServiceProcess process = launcher.start(dir)) {
      for (KilledService service : services) {
        process.begin(service.dir());
      }
      List<Api> apis = new ArrayList<>();
      for (KilledService service : services) {
        apis.add(new Api(process.address(service.dir()), CLIENT, null));
      }
      for (int i = 0; i < TOGETHER; i++) {
        services.get(i).submitAll(apis.get(i));
      }
      services.forEach(KilledService::release);
      process.kill();
    }
  }

  /** Inspects what the kill before left, and goes on from there. */
  private Followers begin(ServiceProcess process, boolean commanded) throws Exception {
    Collections.shuffle(services, random);
    Followers followers = new Followers(process, CLIENT, commanded);
    services.parallelStream().forEach(KilledService::inspect);
    for (KilledService service : services) {
      process.begin(service.dir());
      followers.follow(service);
    }
    return followers;
  }

  /** After so many more requests that the kills spread over all the work, or in the dark. */
  private void killOnce(int kill) throws Exception {
    long requests = bodies() + random.nextLong(2 * left() / (ROUND - kill + 1) + 1);
    try (ServiceProcess process = launcher.start(dir);
        Followers followers = begin(process, random.nextBoolean())) {
      if (random.nextInt(ONE_IN_BLIND) == 0) {
        TimeUnit.MILLISECONDS.sleep(200 + random.nextInt(1500));
      } else {
        followers.awaitListening(1 + random.nextInt(TOGETHER));
        long until = System.currentTimeMillis() + 3_000;
        while (bodies() < requests && System.currentTimeMillis() < until) {
          TimeUnit.MILLISECONDS.sleep(1);
        }
        TimeUnit.MILLISECONDS.sleep(random.nextInt(20));
      }
      process.kill();
      tally.killed(TOGETHER, TOGETHER - followers.listening());
    }
  }

  private long bodies() {
    return services.stream().mapToLong(KilledService::bodies).sum();
  }

  private long left() {
    return services.stream().mapToLong(KilledService::left).sum();
  }

  private void finish() throws Exception {
    try (ServiceProcess process = launcher.start(dir);
        Followers followers = begin(process, false)) {
      followers.awaitListening(TOGETHER);
      for (KilledService service : services) {
        service.awaitEnd();
      }
      assertThat(process.stop()).noneMatch(line -> line.contains("ERROR"));
    }
    for (KilledService service : services) {
      service.inspectEnd();
    }
  }
}
