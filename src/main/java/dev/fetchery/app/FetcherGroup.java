package dev.fetchery.app;

import dev.fetchery.bus.NodeInfo;
import dev.fetchery.client.Authorities;
import dev.fetchery.client.ClientOptions;
import dev.fetchery.client.CredentialStore;
import dev.fetchery.client.OwnPlaces;
import dev.fetchery.cluster.Members;
import dev.fetchery.config.Settings;
import dev.fetchery.config.Version;
import dev.fetchery.context.Clock;
import dev.fetchery.context.MemoryBudget;
import dev.fetchery.fetcher.FetcherOptions;
import dev.fetchery.fetcher.FetcherVerticle;
import dev.fetchery.fetcher.SessionWatch;
import io.vertx.core.Future;
import java.net.InetAddress;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;

/** The fetchers of a process, which share its files, memory and credentials. */
final class FetcherGroup {
  private final Settings settings;
  private final Ground ground;
  private final List<FetcherVerticle> fetchers;

  /**
   * @param ownPort where the process listens itself; 0 while it does not
   * @param leaseClock by which leases end
   */
  FetcherGroup(
      Settings settings,
      Ground ground,
      FileAccess files,
      MemoryBudget memory,
      CredentialStore credentials,
      IntSupplier ownPort,
      SessionWatch watch,
      Clock leaseClock) {
    this.settings = settings;
    this.ground = ground;
    StoreAddresses store = StoreAddresses.of(settings.storage().store());
    OwnPlaces places =
        OwnPlaces.here(ownPort)
            .and(OwnPlaces.at(store.all(), store.port()))
            .and(of(ground.members()));
    int count = settings.capacity().fetchers();
    int all = settings.capacity().concurrency();
    fetchers =
        IntStream.range(0, count)
            // together they have the process's concurrency
            .map(i -> Math.max(1, all * (i + 1) / count - all * i / count))
            .mapToObj(capacity -> options(capacity, files, memory, credentials, places))
            .map(options -> new FetcherVerticle(options, watch, leaseClock))
            .toList();
  }

  /** What nodes of the cluster listen on. */
  private static OwnPlaces of(Members members) {
    return new OwnPlaces() {
      @Override
      public boolean usePort(int port) {
        return !members.all().isEmpty();
      }

      @Override
      public boolean include(InetAddress address, int port) {
        return members.listenOn(address, port);
      }
    };
  }

  private FetcherOptions options(
      int capacity,
      FileAccess files,
      MemoryBudget memory,
      CredentialStore credentials,
      OwnPlaces places) {
    Settings.Outbound outbound = settings.outbound();
    ClientOptions client =
        new ClientOptions(
            capacity,
            outbound.userAgent(),
            settings.caps().headerBytes(),
            true,
            Authorities.besidesThePlatforms(outbound.authorities()),
            new ClientOptions.Destinations(outbound.egress(), null, places, outbound.proxies()),
            credentials);
    return new FetcherOptions(
        files.opener(),
        client,
        settings.storage().fullDurability(),
        memory,
        NodeInfo.ofThisProcess(settings.node(), Version.text()));
  }

  Future<Void> deploy() {
    ground
        .members()
        .whenChanged(
            change -> {
              if (!change.here()) {
                fetchers.forEach(FetcherVerticle::nodeGone);
              }
            });
    return Future.all(fetchers.stream().map(ground.vertx()::deployVerticle).toList()).mapEmpty();
  }

  /** They take nothing new, end what is under way within the grace, and say goodbye. */
  Future<Void> drain(long graceMs) {
    return Future.join(fetchers.stream().map(one -> one.drain(graceMs)).toList()).mapEmpty();
  }
}
