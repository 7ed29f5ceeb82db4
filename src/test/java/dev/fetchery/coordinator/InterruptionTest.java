package dev.fetchery.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.client.ClientOptions;
import dev.fetchery.fetcher.FetcherOptions;
import dev.fetchery.job.AddressKind;
import dev.fetchery.job.Item;
import dev.fetchery.job.ItemState;
import dev.fetchery.job.Job;
import dev.fetchery.job.JobState;
import dev.fetchery.testing.CoordinatorSetup;
import dev.fetchery.testing.OriginFault;
import dev.fetchery.testing.Reply;
import dev.fetchery.testing.Rig;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a cancel or a pause finds under way: it ends at once and leaves nothing behind. */
class InterruptionTest extends CoordinatorCase {
  private static final String PATIENT =
      "'request':{'connectTimeoutMs':120000,'idleTimeoutMs':120000}";

  /** Files are synced, so that there is a time between a body's end and its name. */
  @Override
  Rig begin() {
    ClientOptions client =
        new ClientOptions(
            1024,
            "fetchery/test",
            EnumSet.allOf(AddressKind.class),
            this::resolve,
            64 << 10,
            true,
            null);
    FetcherOptions options = new FetcherOptions(root.resolve("downloads"), client, true);
    return Rig.start(root, 2, setup().build(), options);
  }

  /** A lease that is over, and limits that are reached, would end what a cancel did not. */
  @Override
  CoordinatorSetup setup() {
    return super.setup().leases(120_000, 3_000);
  }

  private Future<List<InetAddress>> resolve(String host) {
    return host.equals("never.test")
        ? Promise.<List<InetAddress>>promise().future()
        : Future.succeededFuture(List.of(InetAddress.getLoopbackAddress()));
  }

  /** The end is waited for half as long as any limit of these tests. */
  private Job cancelled(String id) {
    cancel(id);
    Job job = rig.awaitEnd(id);
    assertThat(job.state()).isEqualTo(JobState.CANCELLED);
    return job;
  }

  @Test
  void nameThatIsBeingResolvedIsNotWaitedFor() {
    String url = "http://never.test:" + origin.port() + "/x";
    String id = rig.submit(job("{'type':'urls','urls':['" + url + "']}", PATIENT)).id();
    rig.await(id, j -> j.progress().active() == 1);
    assertThat(cancelled(id).progress().cancelled()).isEqualTo(1);
  }

  @Test
  void connectionThatIsBeingMadeIsNotWaitedFor() throws IOException {
    try (ServerSocket mute = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      mute.setSoTimeout(60_000);
      String url = "https://127.0.0.1:" + mute.getLocalPort() + "/x";
      String id = rig.submit(job("{'type':'urls','urls':['" + url + "']}", PATIENT)).id();
      // Accepted, and then silent: the handshake is part of connecting.
      try (Socket accepted = mute.accept()) {
        assertThat(cancelled(id).progress().cancelled()).isEqualTo(1);
        accepted.setSoTimeout(60_000);
        // Comes to its end only once the other side has closed.
        accepted.getInputStream().transferTo(OutputStream.nullOutputStream());
      }
    }
  }

  @Test
  void bodyThatWaitsForItsLookupGoes() {
    origin.on("/meta", Reply.ok("").with(new OriginFault.Silence()));
    String lookup = "'lookup':{'url':'" + origin.url("/meta") + "','set':{'c':'/c'}}";
    String id = rig.submit(urls(Stream.of("/x"), lookup + ",'save':{'as':'{c}'}," + PATIENT)).id();
    rig.await(id, j -> origin.requests("/meta") == 1 && j.progress().bytes() > 0);
    assertThat(cancelled(id).progress().cancelled()).isEqualTo(1);
    assertThat(rig.files()).isEmpty();
    rig.await(id, j -> origin.unansweredConnections() == 0);
  }

  /** Some are being written, some synced, some linked, some stored. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 30, 90, 150})
  void amongPublicationsEveryFileIsDoneAndNoOtherIsLeft(int atDone) {
    // The last stay, so that there is something to cancel however late that comes.
    IntStream.range(190, 200)
        .forEach(i -> origin.on("/" + i, Reply.ok("").with(new OriginFault.Silence())));
    String id = rig.submit(numbered(200, "'limits':{'concurrency':32}")).id();
    rig.await(id, j -> j.progress().done() >= atDone && j.progress().discovered() == 200);
    Job job = cancelled(id);
    List<String> done = rig.items(id, ItemState.DONE).stream().map(Item::file).sorted().toList();
    assertThat(rig.files()).isEqualTo(done);
    assertThat(job.progress().done() + job.progress().cancelled()).isEqualTo(200);
  }

  @Test
  void pauseWhileItsHostRestsOutlastsTheRest() {
    origin.on("/0", Reply.status(429).with("Retry-After", "5"), Reply.ok("then"));
    String id = rig.submit(numbered(3, "'limits':{'concurrency':1}")).id();
    rig.await(id, j -> !j.progress().hosts().isEmpty());
    pause(id);
    long waiting = rig.await(id, j -> j.progress().active() == 0).progress().waiting();
    // One, unless a busy machine let the rest end before the pause came.
    int asked = origin.requests();
    Rig.await(rig.vertx().timer(5_300, TimeUnit.MILLISECONDS));
    assertThat(origin.requests()).isEqualTo(asked);
    assertThat(rig.show(id).progress().waiting()).isEqualTo(waiting);
    resume(id);
    assertThat(rig.awaitEnd(id).state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(rig.items(id)).extracting(Item::attempts).containsExactly(2, 1, 1);
  }

  @Test
  void pauseTakenBackWhileItsHostRestsSendsNothingEarlier() {
    List<Long> asked = new CopyOnWriteArrayList<>();
    origin.otherwise(
        r -> {
          asked.add(System.nanoTime());
          return asked.size() == 1 ? Reply.status(429).with("Retry-After", "5") : Reply.ok("then");
        });
    String id = rig.submit(numbered(3, "'limits':{'concurrency':1}")).id();
    rig.await(id, j -> !j.progress().hosts().isEmpty());
    pause(id);
    resume(id);
    assertThat(rig.awaitEnd(id).progress().done()).isEqualTo(3);
    assertThat(TimeUnit.NANOSECONDS.toMillis(asked.get(1) - asked.get(0))).isGreaterThan(4_800);
  }
}
