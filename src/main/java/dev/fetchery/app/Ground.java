package dev.fetchery.app;

import dev.fetchery.cluster.Members;
import dev.fetchery.cluster.NodeFacts.Role;
import dev.fetchery.config.Settings;
import dev.fetchery.context.OutOfMemory;
import dev.fetchery.store.StoreException;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a process stands on.
 *
 * @param vertx its Vert.x, alone or a node of a cluster
 * @param members the cluster's nodes
 */
record Ground(Vertx vertx, Members members) {
  private static final Logger LOG = LoggerFactory.getLogger(Ground.class);
  private static final String OWN = "dev.fetchery.";
  private static final String BUS = "io.vertx.core.eventbus.impl.";
  private static final String WRITE = "io.vertx.core.net.impl.DelegatingChannelPromise";

  /** Options of every Vert.x of the program; it writes nothing to the temporary directory. */
  static VertxOptions options() {
    return new VertxOptions()
        .setPreferNativeTransport(true)
        // otherwise Vert.x looks in the jar, under a lock, for every file that does not exist
        .setFileSystemOptions(
            new FileSystemOptions()
                .setClassPathResolvingEnabled(false)
                .setFileCachingEnabled(false));
  }

  /**
   * Begins to make it, on another thread, if that needs nothing first.
   *
   * @param role what the process is there for
   */
  static Pending begin(Settings settings, Role role) {
    Pending pending = new Pending(settings, role);
    if (settings.cluster() == null) {
      pending.started = CompletableFuture.supplyAsync(() -> alone(Vertx.vertx(options())));
    }
    return pending;
  }

  private static Ground alone(Vertx vertx) {
    return new Ground(prepared(vertx), Members.NONE);
  }

  static Vertx prepared(Vertx vertx) {
    vertx.exceptionHandler(Ground::unhandled);
    return vertx;
  }

  private static void unhandled(Throwable e) {
    if (OutOfMemory.passOn(e)) {
      return;
    } else if (isOfTheBus(e)) {
      LOG.debug("a message was written twice", e);
    } else {
      LOG.error("unhandled exception", e);
    }
  }

  /**
   * Vert.x tells the fate of a message more than once when its connection breaks. That is so where
   * the bus came to it, though code of this program may have called the bus, and where a socket
   * tells what became of a write while none of this program is at work: the bus has its promises
   * completed by the socket itself, and this program gives a socket none. What this program
   * completes twice itself is a fault of it.
   */
  static boolean isOfTheBus(Throwable e) {
    if (!(e instanceof IllegalStateException)
        || !"Promise already completed".equals(e.getMessage())) {
      return false;
    }
    List<String> classes =
        Arrays.stream(e.getStackTrace()).map(StackTraceElement::getClassName).toList();
    return classes.stream()
        .filter(name -> name.startsWith(OWN) || name.startsWith(BUS))
        .findFirst()
        .map(name -> name.startsWith(BUS))
        .orElseGet(() -> classes.contains(WRITE));
  }

  /** The fault of a start on whose way this was thrown. */
  static StartFault faultOf(Exception e) {
    if (e instanceof StartFault fault) {
      return fault;
    } else if (e instanceof StoreException) {
      return new StartFault(e.getMessage(), e);
    }
    return e.getCause() instanceof StartFault fault
        ? fault
        : new StartFault("the service cannot start: " + e.getMessage(), e);
  }

  /** One that is being made. */
  static final class Pending {
    private final Settings settings;
    private final Role role;
    private volatile CompletableFuture<Ground> started = new CompletableFuture<>();
    private boolean joining;

    private Pending(Settings settings, Role role) {
      this.settings = settings;
      this.role = role;
    }

    /** Blocks until it is there; a cluster is joined by the first call. */
    synchronized Ground get() throws StartFault {
      if (settings.cluster() != null && !joining) {
        joining = true;
        join(settings.cluster());
      }
      try {
        return started.join();
      } catch (CompletionException e) {
        throw faultOf(e);
      }
    }

    private void join(Settings.Cluster cluster) {
      try {
        started.complete(ClusterAccess.join(settings, cluster, role));
      } catch (StartFault e) {
        started.completeExceptionally(e);
      }
    }

    /** As {@link #get}; a failure is no exception to be declared. */
    Vertx vertx() {
      try {
        return get().vertx();
      } catch (StartFault e) {
        throw new CompletionException(e);
      }
    }

    /** Closes it, where it was begun. Blocks. */
    void close() throws InterruptedException {
      if (settings.cluster() != null && !joining) {
        return;
      }
      try {
        Await.on(get().vertx().close());
      } catch (StartFault e) {
        LOG.debug("there is nothing to close", e);
      } catch (Await.Fault e) {
        LOG.debug("closing Vert.x", e.getCause());
      }
    }
  }
}
