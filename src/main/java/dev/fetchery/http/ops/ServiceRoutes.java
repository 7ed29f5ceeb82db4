package dev.fetchery.http.ops;

import dev.fetchery.bus.Answer;
import dev.fetchery.bus.Command;
import dev.fetchery.bus.CoordinatorClient;
import dev.fetchery.config.Settings;
import dev.fetchery.config.Version;
import dev.fetchery.context.Clock;
import dev.fetchery.files.SavedFiles;
import dev.fetchery.http.route.Params;
import dev.fetchery.http.route.Responses;
import dev.fetchery.http.route.RouteTable;
import dev.fetchery.job.AddressKind;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.JobState;
import dev.fetchery.store.JobReads;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The service itself: what it is, where it keeps things, and the hosts that it asks. */
public final class ServiceRoutes implements RouteTable.Routes {
  private final Vertx vertx;
  private final JobReads store;
  private final CoordinatorClient coordinator;
  private final Settings settings;
  private final SavedFiles files;
  private final Clock clock;
  private final Instant startedAt;
  private final long startedMs;

  /** It has started now. */
  public ServiceRoutes(
      Vertx vertx, JobReads store, Settings settings, SavedFiles files, Clock clock) {
    this.vertx = vertx;
    this.store = store;
    this.coordinator = new CoordinatorClient(vertx);
    this.settings = settings;
    this.files = files;
    this.clock = clock;
    this.startedAt = clock.now();
    this.startedMs = clock.monotonicMs();
  }

  @Override
  public void addTo(RouteTable table) {
    table.on(HttpMethod.GET, "/api/v1/service", this::service);
  }

  /**
   * @param freeBytes for downloads, or null where that cannot be told
   * @param jobs by state
   */
  private record ServiceView(
      String version,
      Instant startedAt,
      long uptimeMs,
      String downloadsDir,
      String dataDir,
      @Nullable Long freeBytes,
      Limits limits,
      Map<String, Long> jobs,
      List<HostView> hosts) {}

  /** As they are configured. */
  private record Limits(
      int concurrency,
      int maxRunningJobs,
      int maxOpenJobs,
      int keepFinishedDays,
      long maxBodyBytes,
      long maxItemsPerJob,
      List<String> allowEgress) {}

  private record HostView(
      String host,
      String state,
      int limit,
      @Nullable Instant until,
      int active,
      int waiting,
      @Nullable ErrorCode code,
      @Nullable String detail) {}

  private Future<Void> service(RoutingContext context) {
    Params.only(context, Set.of());
    Future<Map<JobState, Long>> counts =
        Future.fromCompletionStage(store.counts(null), vertx.getOrCreateContext());
    Future<List<HostView>> hosts =
        coordinator
            .ask(new Command.ShowHosts(), Answer.Hosts.class)
            .map(answer -> answer.hosts().stream().map(ServiceRoutes::view).toList());
    Future<Long> free = vertx.executeBlocking(files::freeBytes, false);
    return Future.all(counts, hosts, free)
        .map(all -> view(counts.result(), hosts.result(), free.result()))
        .compose(view -> Responses.json(context, 200, view));
  }

  private ServiceView view(Map<JobState, Long> counts, List<HostView> hosts, @Nullable Long free) {
    Map<String, Long> jobs = new LinkedHashMap<>();
    counts.forEach((state, count) -> jobs.put(state.wire(), count));
    return new ServiceView(
        Version.text(),
        startedAt,
        clock.monotonicMs() - startedMs,
        settings.storage().files().shown(),
        settings.storage().dataDir().toAbsolutePath().toString(),
        free,
        limits(),
        jobs,
        hosts);
  }

  private Limits limits() {
    return new Limits(
        settings.capacity().concurrency(),
        settings.capacity().maxRunningJobs(),
        settings.capacity().maxOpenJobs(),
        settings.storage().keepFinishedDays(),
        settings.caps().bodyBytes(),
        settings.caps().itemsPerJob(),
        settings.outbound().egress().stream()
            .sorted()
            .map(AddressKind::name)
            .map(name -> name.toLowerCase(Locale.ROOT))
            .toList());
  }

  private static HostView view(Answer.HostLoad host) {
    Fault fault = host.fault();
    return new HostView(
        host.host(),
        host.state(),
        host.limit(),
        host.until(),
        host.active(),
        host.waiting(),
        fault == null ? null : fault.code(),
        fault == null ? null : fault.detail());
  }
}
