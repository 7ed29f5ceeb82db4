package dev.fetchery.coordinator.item;

import dev.fetchery.bus.FetcherMessage.NameRequest;
import dev.fetchery.coordinator.discovery.LookupState;
import dev.fetchery.coordinator.port.JobInfo;
import dev.fetchery.files.FilesPlace;
import dev.fetchery.job.Draft;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.JobSpec;
import dev.fetchery.job.Mode;
import dev.fetchery.job.PendingItem;
import dev.fetchery.job.Proof;
import dev.fetchery.job.Source;
import dev.fetchery.naming.Naming;
import dev.fetchery.naming.PathRoom;
import dev.fetchery.naming.SafeName;
import dev.fetchery.store.NewItem;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * How the items of a job are named: which path follows from what is known of an item, and where its
 * parts lie. Safe for use by many threads.
 */
final class ItemNames {
  private final String job;
  private final JobSpec spec;
  private final Naming naming;

  /** Whether the files are elsewhere, so that no directory of theirs is made for parts. */
  private final boolean partsApart;

  /**
   * @param place whose length counts against the longest path
   */
  ItemNames(JobInfo job, FilesPlace place) {
    this.job = job.id();
    this.spec = job.spec();
    this.partsApart = place instanceof FilesPlace.Bucket;
    IntPredicate encodable =
        place instanceof FilesPlace.Bucket ? SafeName.EVERYTHING : SafeName.PLATFORM;
    this.naming =
        job.dryRun()
            ? Naming.ofPlan(spec, encodable, room(place))
            : Naming.of(spec, this.job, job.createdAt().getEpochSecond(), encodable, room(place));
  }

  private static PathRoom room(FilesPlace place) {
    if (place instanceof FilesPlace.Bucket bucket) {
      int prefixBytes = bucket.key("").getBytes(StandardCharsets.UTF_8).length;
      return PathRoom.ofKeys(FilesPlace.Bucket.MAX_KEY_BYTES, prefixBytes);
    }
    return PathRoom.below(place.shown().getBytes(StandardCharsets.UTF_8).length + 1);
  }

  NewItem.Numbering numbering() {
    return naming.numbering() ? NewItem.Numbering.YES : NewItem.Numbering.NO;
  }

  /** Whether the job saves files at all. */
  boolean saves() {
    return spec.mode() == Mode.SAVE;
  }

  /** Whether names follow from the items themselves, so that they are granted when discovered. */
  boolean knownBeforehand() {
    return !naming.usesLookup() && !naming.usesAnswer();
  }

  /** The path of a draft, as far as it is known before anything was fetched. */
  Naming.Plan plan(long seq, Draft draft) {
    return naming.plan(seq, draft);
  }

  /**
   * By what two drafts of one path are one item named twice; null where each is requested for
   * itself. What says where an item is may be asked by its URL as it is written.
   */
  NewItem.@Nullable Same sameness(Draft draft) {
    boolean each = !saves() || spec.source() instanceof Source.Repeat;
    String besides = each ? null : naming.sameness(draft);
    return besides == null ? null : new NewItem.Same(besides, spec.locate() != null);
  }

  /** The path of an item whose answer and lookup are there. */
  Naming.Plan resolve(PendingItem work, Map<String, String> fields, NameRequest head) {
    return naming.resolve(work, fields, head.contentDispositions(), head.contentType());
  }

  /** Values for the templates of an item. */
  Function<String, String> variables(PendingItem work) {
    return naming.variables(work);
  }

  /**
   * Where a whole body may be published without another word, or null where its fetcher is to ask:
   * also a name that is known waits for a lookup, which may say that there is no such item.
   */
  @Nullable String target(PendingItem work, @Nullable LookupState lookup) {
    boolean free = lookup == null || lookup.answered();
    return knownBeforehand() && free ? work.file() : null;
  }

  /**
   * The first place of an item's parts. It follows from the job and the grant, so that recovery
   * knows where to look. What waits for a lookup is written apart: it may turn out that no
   * directory is needed for it.
   */
  String partPath(long seq, @Nullable String file) {
    String part = ".fetchery-" + job + "-" + seq + ".part";
    if (partsApart || !knownBeforehand() || spec.lookup() != null || file == null) {
      return ".fetchery/" + part;
    }
    int slash = file.lastIndexOf('/');
    return file.substring(0, slash + 1) + part;
  }

  /** Of an item that would be skipped if the file were the one it expects. */
  static Fault otherFault(@Nullable String path, Proof expected) {
    String what = expected.hasChecksum() ? "digest" : "size";
    return new Fault(
        ErrorCode.EXISTS, "another file is there: its " + what + " differs, at " + path);
  }

  static Fault existsFault(@Nullable String path) {
    return new Fault(ErrorCode.EXISTS, "there is a file at " + path);
  }
}
