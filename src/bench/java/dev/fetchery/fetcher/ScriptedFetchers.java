package dev.fetchery.fetcher;

import dev.fetchery.bus.FetcherMessage.Assignment;
import dev.fetchery.bus.FetcherMessage.Received;
import dev.fetchery.bus.FetcherMessage.Result;
import dev.fetchery.bus.FetcheryCodec;
import dev.fetchery.bus.NodeInfo;
import dev.fetchery.bus.Outcome;
import dev.fetchery.bus.Sink;
import dev.fetchery.bus.Task;
import dev.fetchery.cluster.ClusterNode;
import dev.fetchery.cluster.NodeFacts;
import dev.fetchery.config.Settings;
import dev.fetchery.config.Version;
import dev.fetchery.context.Clock;
import dev.fetchery.job.Integrity;
import dev.fetchery.job.Response;
import dev.fetchery.job.SavedFile;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.VertxOptions;
import java.net.InetAddress;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Fetchers that fetch nothing, in one process that is a node of a cluster: they talk with the
 * coordinator as others do, and answer each task at once with a file that is said to be saved.
 * Arguments: the port of the coordinator's node, an own one, how many fetchers, and how many tasks
 * each takes at once. Run it by {@code src/bench/many}.
 */
public final class ScriptedFetchers {
  private static final long SIZE = 1024;
  private static final String SHA256 = "0123456789abcdef".repeat(4);

  private ScriptedFetchers() {}

  public static void main(String[] arguments) throws Exception {
    int peer = Integer.parseInt(arguments[0]);
    int port = Integer.parseInt(arguments[1]);
    int count = Integer.parseInt(arguments[2]);
    int capacity = Integer.parseInt(arguments[3]);
    Settings.Cluster cluster =
        new Settings.Cluster(
            InetAddress.getLoopbackAddress(),
            port,
            "fetchery",
            List.of(new Settings.Peer("127.0.0.1", peer)),
            null);
    NodeFacts facts =
        new NodeFacts(
            NodeFacts.Role.FETCHER,
            UUID.randomUUID().toString(),
            "scripted",
            Version.text(),
            false,
            new NodeFacts.Listening(List.of(), port + 1, 0),
            new NodeFacts.FilesAt("", "UTF-8"),
            NodeFacts.StoreAt.NONE);
    ClusterNode.Joined joined =
        ClusterNode.join(cluster, facts, new VertxOptions().setPreferNativeTransport(true))
            .await(60, TimeUnit.SECONDS);
    FetcheryCodec.register(joined.vertx().eventBus());
    AtomicInteger welcomed = new AtomicInteger();
    SessionWatch watch =
        new SessionWatch() {
          @Override
          public void welcomed() {
            if (welcomed.incrementAndGet() == count) {
              System.out.println("all welcomed");
            }
          }

          @Override
          public void lost() {
            System.out.println("lost the coordinator");
          }

          @Override
          public void refused(String why) {
            System.out.println(why);
          }
        };
    for (int i = 0; i < count; i++) {
      NodeInfo node =
          new NodeInfo(UUID.randomUUID().toString(), "node-" + port + "-" + i, Version.text());
      joined.vertx().deployVerticle(() -> new One(node, capacity, watch), new DeploymentOptions());
    }
  }

  /** One of them. */
  private static final class One extends AbstractVerticle implements SessionWork {
    private final NodeInfo node;
    private final int capacity;
    private final SessionWatch watch;
    private CoordinatorLink link;

    One(NodeInfo node, int capacity, SessionWatch watch) {
      this.node = node;
      this.capacity = capacity;
      this.watch = watch;
    }

    @Override
    public void start() {
      link = new CoordinatorLink(new BusPort(vertx), Clock.system(), node, capacity, watch);
      vertx.setPeriodic(CoordinatorLink.TICK_MS, timer -> link.tick());
      link.begin(this);
    }

    @Override
    public Map<Long, Received> received() {
      return Map.of();
    }

    @Override
    public Collection<Long> held() {
      return List.of();
    }

    @Override
    public void assigned(Assignment assignment) {
      for (Task task : assignment.tasks()) {
        if (task.sink() instanceof Sink.ToFile file && file.target() != null) {
          link.reports().result(new Result(task.id(), saved(file.target()), SIZE, "127.0.0.1:80"));
        } else {
          throw new IllegalStateException("only files whose names are known: " + task);
        }
      }
      link.reports().cleaned(assignment.settled());
    }

    @Override
    public void drop() {}

    private static Outcome saved(String target) {
      return new Outcome.Saved(
          new SavedFile(target, SIZE, SHA256, Integrity.LENGTH),
          new Response(200, "image/png", null, null, null),
          List.of(),
          1);
    }
  }
}
