package dev.fetchery.coordinator.job;

import dev.fetchery.bus.FileRequest;
import dev.fetchery.coordinator.attempt.FetchAttempts;
import dev.fetchery.coordinator.attempt.FetchSupport;
import dev.fetchery.coordinator.attempt.JobCookies;
import dev.fetchery.coordinator.attempt.TaskFactory;
import dev.fetchery.coordinator.discovery.DiscoveryExecutor;
import dev.fetchery.coordinator.discovery.DiscoveryLog;
import dev.fetchery.coordinator.discovery.DiscoveryRunner;
import dev.fetchery.coordinator.discovery.SpoolFile;
import dev.fetchery.coordinator.item.JobItems;
import dev.fetchery.coordinator.port.ItemStore;
import dev.fetchery.coordinator.port.SteadyClock;
import dev.fetchery.job.JobSpec;
import dev.fetchery.job.Series;
import dev.fetchery.job.Source;
import dev.fetchery.source.Discoveries;
import dev.fetchery.source.Discovery;
import dev.fetchery.store.JobRow;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** The parts of a running job. */
record JobParts(
    JobStatus status,
    JobMeter meter,
    JobActivity activity,
    JobItems items,
    DiscoveryRunner discovery,
    @Nullable SpoolFile spool,
    JobViewBuilder views,
    JobHistory history,
    JobChanges changes,
    JobServices services) {

  /**
   * @param restarted whether the job has run before
   * @param before what was kept of an earlier run, or null
   */
  static JobParts of(
      JobServices services, JobRow row, JobSpec spec, boolean restarted, @Nullable Series before) {
    SteadyClock clock = services.loop().clock();
    JobMeter meter =
        new JobMeter(row, clock.nowMs(), before == null ? Series.Pace.NONE : before.pace());
    JobStatus status = new JobStatus(row, spec, meter, clock.nowMs());
    JobActivity activity =
        new JobActivity(status, meter, services.fetchers(), services.announcer());
    FetchSupport support = support(services, status, activity);
    ItemStore store = services.store().itemsOf(row.id());
    long recoverBelow = restarted ? row.counters().discovered() : 0;
    JobItems items = JobItems.of(support, services.items(), store, recoverBelow);
    SpoolFile spool = SpoolFile.of(row.id(), services.options().workDir());
    DiscoveryRunner discovery = discovery(services, status, support, store, items, spool);
    JobViewBuilder views =
        new JobViewBuilder(
            status,
            meter,
            items.active(),
            items.batch().ending(),
            discovery,
            services.dispatcher(),
            clock,
            services.options().files().shown());
    JobHistory history =
        new JobHistory(
            status, meter, items.active(), services.dispatcher(), services.store(), clock, before);
    JobChanges changes =
        new JobChanges(
            status, meter, views, history, services.store(), services.announcer(), clock);
    SpoolFile used = spec.source().levels().stream().anyMatch(JobParts::spools) ? spool : null;
    return new JobParts(
        status, meter, activity, items, discovery, used, views, history, changes, services);
  }

  private static FetchSupport support(
      JobServices services, JobStatus status, JobActivity activity) {
    TaskFactory tasks = new TaskFactory(status.id(), status::spec, services.options().userAgent());
    FetchAttempts attempts =
        new FetchAttempts(
            activity,
            tasks,
            services.queue(),
            services.hosts(),
            services.loop().clock(),
            services.random()::nextDouble);
    JobCookies cookies =
        new JobCookies(status.spec().request().reach().cookies(), services.loop().clock());
    return new FetchSupport(activity, services.queue(), tasks, attempts, cookies);
  }

  private static DiscoveryRunner discovery(
      JobServices services,
      JobStatus status,
      FetchSupport support,
      ItemStore store,
      JobItems items,
      SpoolFile spool) {
    JobRow row = status.row();
    JobOptions options = services.options();
    DiscoveryExecutor executor =
        new DiscoveryExecutor(
            position -> open(status, position, options), services.loop().worker());
    return new DiscoveryRunner(
        support,
        new DiscoveryRunner.Start(row.discovery(), isSingle(status.spec().source())),
        executor,
        spool,
        options.caps(),
        items.maker(),
        store,
        items.admission(),
        services.items().bodies());
  }

  private static Discovery open(JobStatus status, @Nullable String position, JobOptions options) {
    JobRow row = status.row();
    Discoveries.Owner owner =
        new Discoveries.Owner(
            options.dataDir(),
            row.id(),
            row.createdAt().getEpochSecond(),
            options.caps().pagesPerJob(),
            cause -> DiscoveryLog.brokeOff(row.id(), cause));
    return row.hidden()
        ? Discoveries.plan(status.spec(), position, owner)
        : Discoveries.open(status.spec(), position, owner);
  }

  /** Whether the source reads one document, once. */
  private static boolean isSingle(Source source) {
    return source.levels().size() == 1 && source.leaf() instanceof Source.Json;
  }

  private static boolean spools(Source source) {
    return source.leaf() instanceof Source.Json || source.leaf() instanceof Source.Document;
  }

  /** Removes all working files that are left of the job. */
  Future<Void> removeWorkingFiles() {
    if (spool == null) {
      return items.cleanup().removeAll(null).compose(removed -> removeSpills());
    }
    return services
        .loop()
        .worker()
        .run(
            () -> {
              spool.removeNumbered();
              return null;
            })
        .transform(removed -> items.cleanup().removeAll(spool.path()))
        .compose(removed -> removeSpills());
  }

  /** Removes what the job has fetched for itself and spilled to disk; most jobs spill nothing. */
  Future<Void> removeSpills() {
    JobSpec spec = status.spec();
    Source leaf = spec.source().leaf();
    boolean plain = leaf instanceof Source.Urls || leaf instanceof Source.Manifest;
    return spec.lookup() == null && spec.locate() == null && plain
        ? Future.succeededFuture()
        : services.items().files().ask(new FileRequest.DiscardSpills(status.id())).mapEmpty();
  }
}
