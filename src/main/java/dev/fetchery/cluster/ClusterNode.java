package dev.fetchery.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.config.ListenerConfig;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent;
import com.hazelcast.core.LifecycleListener;
import dev.fetchery.config.Settings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** This process as a node: its Vert.x, and the other nodes. Safe for use by many threads. */
public final class ClusterNode implements Members {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterNode.class);

  private final Settings.Cluster cluster;
  private final MendingManager manager;
  private final List<Consumer<Change>> listeners = new CopyOnWriteArrayList<>();

  /** The members as they were last told; asked for at each request to an origin. */
  private volatile List<ClusterMember> known = List.of();

  private volatile @Nullable Vertx vertx;

  private ClusterNode(Settings.Cluster cluster, NodeFacts facts) {
    this.cluster = cluster;
    var config = HazelcastOptions.of(cluster, facts);
    config.addListenerConfig(new ListenerConfig(new Listener()));
    // When two halves have found each other, not every member of the other one is told of.
    config.addListenerConfig(new ListenerConfig((LifecycleListener) event -> merged(event)));
    manager = new MendingManager(config);
  }

  static {
    // Some of its classes log before there is a configuration.
    System.setProperty("hazelcast.logging.type", "slf4j");
  }

  /** A node that has joined, and its Vert.x. */
  public record Joined(Vertx vertx, Members members) {}

  /**
   * Joins the cluster, or begins one.
   *
   * @param base options of Vert.x besides those of the cluster
   */
  public static Future<Joined> join(Settings.Cluster cluster, NodeFacts facts, VertxOptions base) {
    ClusterNode node = new ClusterNode(cluster, facts);
    VertxOptions options =
        new VertxOptions(base)
            .setEventBusOptions(BusOptions.of(cluster, facts.listening().busPort()));
    return Vertx.builder()
        .with(options)
        .withClusterManager(node.manager)
        .buildClustered()
        .map(node::joined);
  }

  private Joined joined(Vertx own) {
    vertx = own;
    look();
    own.setPeriodic(MendingManager.EVERY_MS, t -> manager.mend());
    List<String> others =
        all().stream().filter(member -> !isThisProcess(member)).map(ClusterMember::shown).toList();
    LOG.info(
        "node of the cluster {}, {}",
        cluster.name(),
        others.isEmpty() ? "the first one" : "with " + String.join(", ", others));
    return new Joined(own, this);
  }

  @Override
  public List<ClusterMember> all() {
    return known;
  }

  @Override
  public boolean isThisProcess(ClusterMember member) {
    return member.host().equals(cluster.host()) && member.port() == cluster.port();
  }

  @Override
  public void whenChanged(Consumer<Change> listener) {
    listeners.add(listener);
  }

  @Override
  public Future<String> dial(ClusterMember member) {
    Vertx own = vertx;
    return own == null ? Future.succeededFuture("") : Dial.to(own, cluster, member);
  }

  @Override
  public Future<Boolean> refuses(String place) {
    Vertx own = vertx;
    return own == null ? Future.succeededFuture(false) : Dial.refuses(own, cluster, place);
  }

  private void merged(LifecycleEvent event) {
    if (event.getState() == LifecycleEvent.LifecycleState.MERGED) {
      look();
      manager.mend();
      LOG.info(
          "two parts of the cluster {} are one again: {}",
          cluster.name(),
          String.join(", ", all().stream().map(ClusterMember::shown).toList()));
    }
  }

  private synchronized void look() {
    HazelcastInstance hazelcast = manager.getHazelcastInstance();
    if (hazelcast != null) {
      show(hazelcast.getCluster().getMembers());
    }
  }

  private void show(Set<Member> all) {
    List<ClusterMember> members = new ArrayList<>();
    for (Member member : all) {
      ClusterMember one = read(member);
      if (one != null) {
        members.add(one);
      }
    }
    known = List.copyOf(members);
  }

  private static @Nullable ClusterMember read(Member member) {
    NodeFacts facts = NodeFacts.of(member.getAttributes());
    if (facts == null) {
      LOG.warn("{} is in the cluster and is no node of this program", member.getAddress());
      return null;
    }
    try {
      InetAddress host = member.getAddress().getInetAddress();
      return new ClusterMember(
          member.getUuid().toString(), host, member.getAddress().getPort(), facts);
    } catch (UnknownHostException e) {
      LOG.warn("{} has no address: {}", member.getAddress(), e.getMessage());
      return null;
    }
  }

  /** Hears who comes and goes. */
  private final class Listener implements MembershipListener {
    @Override
    public void memberAdded(MembershipEvent event) {
      tell(event, true);
    }

    @Override
    public void memberRemoved(MembershipEvent event) {
      tell(event, false);
    }

    private void tell(MembershipEvent event, boolean here) {
      show(event.getMembers());
      ClusterMember member = read(event.getMember());
      if (member != null && !isThisProcess(member)) {
        LOG.info("node {} {}", member.shown(), here ? "has come" : "has gone");
        listeners.forEach(listener -> listener.accept(new Change(member, here)));
      }
    }
  }
}
