package dev.fetchery.http.jobs;

import dev.fetchery.job.Item;
import dev.fetchery.job.ItemState;
import dev.fetchery.store.JobReads;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.List;

/** Walks the items of a job that saved a file, page by page. Confined to the HTTP event loop. */
final class SavedItems {
  private final JobReads store;
  private final Context context;
  private final String job;
  private long afterSeq = -1;
  private boolean over;

  SavedItems(JobReads store, Context context, String job) {
    this.store = store;
    this.context = context;
    this.job = job;
  }

  /** Whether there was no further page. */
  boolean over() {
    return over;
  }

  Future<List<Item>> next() {
    return Future.fromCompletionStage(
            store.items(job, ItemState.DONE, afterSeq, JobReads.PAGE), context)
        .map(
            items -> {
              over = items.isEmpty();
              afterSeq = items.isEmpty() ? afterSeq : items.get(items.size() - 1).seq();
              return items.stream().filter(item -> item.file() != null).toList();
            });
  }
}
