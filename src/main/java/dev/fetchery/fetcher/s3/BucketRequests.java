package dev.fetchery.fetcher.s3;

import dev.fetchery.bus.FileAnswer;
import dev.fetchery.bus.FileRequest;
import dev.fetchery.bus.FileRequest.Claimed;
import dev.fetchery.bus.FileRequest.PartState;
import dev.fetchery.bus.FileRequest.Saved;
import dev.fetchery.fetcher.file.LocalFiles;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Answers requests about the files of a bucket, and those about working files by the directory
 * where they are. Whether a file is as it was saved is told by what the store says of it, without
 * reading it. Confined to the fetcher's event loop.
 */
final class BucketRequests {
  private final S3Calls calls;
  private final LocalFiles parts;
  private final ObjectProof proof;

  BucketRequests(S3Calls calls, LocalFiles parts, Context context) {
    this.calls = calls;
    this.parts = parts;
    this.proof = new ObjectProof(calls, context);
  }

  Future<FileAnswer> answer(FileRequest request) {
    return of(request)
        .recover(
            e ->
                e instanceof IOException
                    ? Future.failedFuture(e)
                    : Future.failedFuture(new IOException(S3Fault.of(e).text(), e)));
  }

  private Future<FileAnswer> of(FileRequest request) {
    if (request instanceof FileRequest.Find find) {
      return KeySearch.existing(calls, find.paths()).map(FileAnswer.Found::new);
    } else if (request instanceof FileRequest.Check check) {
      return Each.of(check.files(), file -> calls.head(file.path()))
          .map(objects -> compared(check.files(), objects));
    } else if (request instanceof FileRequest.Prove prove) {
      return Each.of(prove.files(), proof::fits).map(fits -> proved(prove.files(), fits));
    } else if (request instanceof FileRequest.Remove remove) {
      return Each.of(remove.files(), this::remove).map(BucketRequests::removed);
    } else if (request instanceof FileRequest.RemoveDirectories) {
      return Future.succeededFuture(new FileAnswer.Removed(0));
    } else if (request instanceof FileRequest.Recover recover) {
      return recover(recover.left());
    }
    return parts.answer(request);
  }

  private static FileAnswer compared(List<Saved> saved, List<@Nullable StoredObject> objects) {
    long ok = 0;
    List<Long> missing = new ArrayList<>();
    List<Long> corrupt = new ArrayList<>();
    for (int i = 0; i < saved.size(); i++) {
      StoredObject there = objects.get(i);
      if (there == null) {
        missing.add(saved.get(i).seq());
      } else if (isAsSaved(there, saved.get(i))) {
        ok++;
      } else {
        corrupt.add(saved.get(i).seq());
      }
    }
    return new FileAnswer.Checked(ok, missing, corrupt);
  }

  private static boolean isAsSaved(StoredObject there, Saved saved) {
    boolean same =
        saved.sha256() == null
            ? saved.mtimeMs() == Saved.ANY_TIME
                || Objects.equals(there.timeMs(), (Long) saved.mtimeMs())
            : saved.sha256().equals(there.sha256());
    return same && there.size() == saved.size();
  }

  private static FileAnswer proved(List<Claimed> claimed, List<Boolean> fits) {
    List<Long> fitting = new ArrayList<>();
    for (int i = 0; i < claimed.size(); i++) {
      if (fits.get(i)) {
        fitting.add(claimed.get(i).seq());
      }
    }
    return new FileAnswer.Proved(fitting);
  }

  private Future<Boolean> remove(Saved saved) {
    return calls
        .head(saved.path())
        .compose(
            there ->
                there != null && isAsSaved(there, saved)
                    ? calls.delete(saved.path(), there.etag())
                    : Future.succeededFuture(false));
  }

  private static FileAnswer removed(List<Boolean> gone) {
    return new FileAnswer.Removed(gone.stream().filter(one -> one).count());
  }

  // --- after a crash

  /**
   * What an item published and could not tell of goes, then its part: as if it had not been
   * published. Objects that were put in place of others stay, as they do in a directory.
   */
  private Future<FileAnswer> recover(List<PartState> left) {
    List<String> targets =
        left.stream().map(PartState::target).filter(Objects::nonNull).distinct().toList();
    return KeySearch.existing(calls, targets)
        .map(Set::copyOf)
        .compose(there -> Each.of(published(left, there), this::undo))
        .compose(undone -> recoverParts(left, undone));
  }

  private static List<PartState> published(List<PartState> left, Set<String> there) {
    Set<String> seen = new LinkedHashSet<>();
    return left.stream()
        .filter(one -> one.target() != null && there.contains(one.target()))
        .filter(one -> seen.add(one.target() + '\0' + ObjectTags.item(one.part())))
        .toList();
  }

  /** The number of the item whose object was removed; null where it is another's. */
  private Future<@Nullable Long> undo(PartState one) {
    String target = Objects.requireNonNull(one.target());
    String item = ObjectTags.item(one.part());
    return calls
        .head(target)
        .compose(
            there ->
                there != null && ObjectTags.isAnewOf(item, there)
                    ? calls.delete(target, there.etag()).map(gone -> gone ? (Long) one.seq() : null)
                    : Future.<@Nullable Long>succeededFuture());
  }

  private Future<FileAnswer> recoverParts(List<PartState> left, List<@Nullable Long> undone) {
    Set<@Nullable Long> published = new LinkedHashSet<>(undone);
    List<PartState> unpublished =
        left.stream()
            .map(
                one ->
                    new PartState(
                        one.seq(), one.part(), null, one.keep() && !published.contains(one.seq())))
            .toList();
    return parts.answer(new FileRequest.Recover(unpublished));
  }
}
