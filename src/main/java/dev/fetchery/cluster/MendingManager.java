package dev.fetchery.cluster;

import com.hazelcast.config.Config;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.spi.cluster.NodeInfo;
import io.vertx.core.spi.cluster.RegistrationInfo;
import io.vertx.core.spi.cluster.RegistrationListener;
import io.vertx.core.spi.cluster.RegistrationUpdateEvent;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hazelcast's manager, which also mends what nodes know of each other. Each entry of the maps of
 * addresses is on two nodes. A part of a split cluster that has neither of them loses the entry,
 * and no event tells so: what Vert.x remembers of it stays, and messages go to a node that has
 * died. And an entry that one part deletes late may be one that its node has written anew by then.
 *
 * <p>So {@link #mend} is to be called every {@value #EVERY_MS} ms. Safe for use by many threads.
 */
final class MendingManager extends HazelcastClusterManager {
  /** How often {@link #mend} is to be called, in milliseconds. */
  static final long EVERY_MS = 3_000;

  private static final Logger LOG = LoggerFactory.getLogger(MendingManager.class);

  /** Addresses whose nodes Vert.x may remember. */
  private final Set<String> remembered = ConcurrentHashMap.newKeySet();

  private final Set<Own> registrations = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean mending = new AtomicBoolean();
  private volatile @Nullable RegistrationListener listener;

  /** An address that something on this node listens at, and other nodes are told of. */
  private record Own(String address, RegistrationInfo registration) {}

  MendingManager(Config config) {
    super(config);
  }

  @Override
  public void registrationListener(RegistrationListener ofVertx) {
    listener = ofVertx;
    super.registrationListener(new Forgetful(ofVertx));
  }

  @Override
  public void getRegistrations(String address, Completable<List<RegistrationInfo>> promise) {
    remembered.add(address);
    super.getRegistrations(address, promise);
  }

  @Override
  public void addRegistration(String address, RegistrationInfo info, Completable<Void> promise) {
    if (!info.localOnly()) {
      registrations.add(new Own(address, info));
    }
    super.addRegistration(address, info, promise);
  }

  @Override
  public void removeRegistration(String address, RegistrationInfo info, Completable<Void> promise) {
    registrations.remove(new Own(address, info));
    super.removeRegistration(address, info, promise);
  }

  /** Has Vert.x ask anew which node listens at an address, before the next message to it. */
  void forget() {
    RegistrationListener ofVertx = listener;
    if (ofVertx != null) {
      for (String address : List.copyOf(remembered)) {
        remembered.remove(address);
        ofVertx.registrationsUpdated(new RegistrationUpdateEvent(address, List.of()));
      }
    }
  }

  /**
   * Forgets, and writes again what other nodes have to know of this one, where it is missing. Does
   * nothing while a call of before is under way, or once this node has left; does not fail.
   */
  Future<Void> mend() {
    // The timer rings on when the threads are gone that ask the cluster.
    if (!isActive()) {
      return Future.succeededFuture();
    }
    forget();
    if (!mending.compareAndSet(false, true)) {
      return Future.succeededFuture();
    }
    List<Future<Void>> all = new ArrayList<>(List.of(mendInfo()));
    registrations.forEach(own -> all.add(mend(own)));
    return Future.join(all)
        .<Void>mapEmpty()
        .onFailure(e -> LOG.debug("what other nodes know of this one was not mended", e))
        .otherwiseEmpty()
        .onComplete(done -> mending.set(false));
  }

  private Future<Void> mendInfo() {
    NodeInfo info = getNodeInfo();
    if (info == null) {
      return Future.succeededFuture();
    }
    Promise<NodeInfo> known = Promise.promise();
    getNodeInfo(getNodeId(), known);
    return known
        .future()
        .<Void>mapEmpty()
        .recover(
            missing -> {
              LOG.debug("where this node listens is told again: {}", missing.getMessage());
              Promise<Void> told = Promise.promise();
              setNodeInfo(info, told);
              return told.future();
            });
  }

  private Future<Void> mend(Own own) {
    Promise<List<RegistrationInfo>> known = Promise.promise();
    super.getRegistrations(own.address, known);
    return known
        .future()
        .compose(
            there ->
                there.contains(own.registration) || !registrations.contains(own)
                    ? Future.succeededFuture()
                    : tellAgain(own));
  }

  private Future<Void> tellAgain(Own own) {
    LOG.debug("that this node listens at {} is told again", own.address);
    Promise<Void> told = Promise.promise();
    super.addRegistration(own.address, own.registration, told);
    return told.future()
        .compose(
            done -> {
              Promise<Void> removed = Promise.promise();
              if (registrations.contains(own)) {
                removed.complete();
              } else {
                // It was removed meanwhile.
                super.removeRegistration(own.address, own.registration, removed);
              }
              return removed.future();
            });
  }

  /** Vert.x does nothing when it is told that registrations were lost. */
  private final class Forgetful implements RegistrationListener {
    private final RegistrationListener ofVertx;

    Forgetful(RegistrationListener ofVertx) {
      this.ofVertx = ofVertx;
    }

    @Override
    public void registrationsUpdated(RegistrationUpdateEvent event) {
      ofVertx.registrationsUpdated(event);
    }

    @Override
    public void registrationsLost() {
      ofVertx.registrationsLost();
      forget();
    }

    @Override
    public boolean wantsUpdatesFor(String address) {
      return ofVertx.wantsUpdatesFor(address);
    }
  }
}
