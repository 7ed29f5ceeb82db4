package dev.fetchery.fetcher.file;

import dev.fetchery.bus.FileAnswer;
import dev.fetchery.bus.FileRequest;
import dev.fetchery.bus.FileRequest.PartState;
import dev.fetchery.bus.FileRequest.Saved;
import dev.fetchery.context.Clock;
import io.vertx.core.Future;
import io.vertx.core.file.FileProps;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Answers requests about the downloads directory. Nothing outside it is read or removed, not
 * through a link inside either. Confined to the fetcher's event loop.
 */
final class FileRequestHandler {
  /** An interrupted command with a data directory of its own may still be continued. */
  private static final Duration SWEPT_AFTER = Duration.ofDays(7);

  /** {@code .fetchery-JOB-SEQ.part} or {@code .fetchery-JOB-source.part}. */
  private static final Pattern WORKING_FILE = Pattern.compile("\\.fetchery-([^-]+)-.*\\.part");

  private final FileContext files;
  private final FileChecks checks;
  private final Clock clock;

  FileRequestHandler(FileContext files, Clock clock) {
    this.files = files;
    this.checks = new FileChecks(files.root());
    this.clock = clock;
  }

  Future<FileAnswer> answer(FileRequest request) {
    if (request instanceof FileRequest.Find find) {
      return files.blocking(() -> new FileAnswer.Found(checks.found(find.paths())));
    } else if (request instanceof FileRequest.Check check) {
      return files.blocking(() -> checks.compare(check.files()));
    } else if (request instanceof FileRequest.Prove prove) {
      return files.blocking(() -> new FileAnswer.Proved(checks.fitting(prove.files())));
    } else if (request instanceof FileRequest.Remove remove) {
      return remove(remove.files());
    } else if (request instanceof FileRequest.RemoveDirectories remove) {
      return removeDirectories(remove.paths());
    } else if (request instanceof FileRequest.Recover recover) {
      return recover(recover.left());
    } else if (request instanceof FileRequest.Sweep sweep) {
      return sweep(sweep.openJobs());
    } else if (request instanceof FileRequest.DiscardSpills spills) {
      return discardSpills(spills.job());
    }
    return discard(((FileRequest.Discard) request).paths());
  }

  private Future<FileAnswer> remove(List<Saved> saved) {
    return files
        .blocking(() -> checks.unchanged(saved))
        .compose(unchanged -> removeEach(unchanged, files::delete));
  }

  private Future<FileAnswer> removeDirectories(List<String> paths) {
    return files
        .blocking(() -> checks.inside(paths))
        .compose(inside -> removeEach(inside, this::removeEmpty));
  }

  /** A link to a directory, which would be removed as a file, is not what was made. */
  private Future<Boolean> removeEmpty(String path) {
    return files
        .call(fs -> fs.lprops(files.absolute(path)))
        .compose(props -> props.isDirectory() ? files.delete(path) : Future.succeededFuture(false))
        .recover(
            e -> {
              IOException why = DiskFault.cause(e);
              return why instanceof DirectoryNotEmptyException || why instanceof NoSuchFileException
                  ? Future.succeededFuture(false)
                  : Future.failedFuture(e);
            });
  }

  private Future<FileAnswer> recover(List<PartState> left) {
    return files
        .blocking(() -> checks.leftovers(left))
        .compose(
            leftovers ->
                removeEach(leftovers.remove(), files::delete)
                    .map(removed -> new FileAnswer.Recovered(leftovers.kept())));
  }

  /** Young files may be another instance's, which shares the directory and knows other jobs. */
  private Future<FileAnswer> sweep(List<String> openJobs) {
    Set<String> open = Set.copyOf(openJobs);
    String folder = files.absolute(DownloadRoot.OWN_FOLDER);
    return workingFiles(folder, WORKING_FILE.pattern())
        .map(all -> all.stream().map(Path::of).filter(file -> isLeft(file, folder, open)).toList())
        .compose(left -> removeEach(left, this::removeOld));
  }

  private Future<FileAnswer> discardSpills(String job) {
    String folder = files.absolute(DownloadRoot.OWN_FOLDER);
    return workingFiles(folder, "\\.fetchery-" + Pattern.quote(job) + "-spill-.*\\.part")
        .map(all -> all.stream().filter(file -> Path.of(folder).equals(Path.of(file).getParent())))
        .compose(spills -> removeEach(spills.toList(), files::delete));
  }

  private Future<List<String>> workingFiles(String folder, String pattern) {
    return files
        .call(fs -> fs.lprops(folder))
        .map(FileProps::isDirectory)
        .otherwise(false)
        .compose(
            there ->
                there
                    ? files.call(fs -> fs.readDir(folder, pattern))
                    : Future.succeededFuture(List.<String>of()));
  }

  /** Vert.x lists real paths: a link in the folder shows as what it leads to, and stays. */
  private static boolean isLeft(Path file, String folder, Set<String> open) {
    Matcher name = WORKING_FILE.matcher(String.valueOf(file.getFileName()));
    return Path.of(folder).equals(file.getParent())
        && name.matches()
        && !open.contains(name.group(1));
  }

  private Future<Boolean> removeOld(Path file) {
    long old = clock.now().minus(SWEPT_AFTER).toEpochMilli();
    return files
        .call(fs -> fs.lprops(file.toString()))
        .compose(
            props ->
                props.isRegularFile() && props.lastModifiedTime() < old
                    ? files.delete(file.toString())
                    : Future.succeededFuture(false))
        .recover(
            e ->
                DiskFault.cause(e) instanceof NoSuchFileException
                    ? Future.succeededFuture(false)
                    : Future.failedFuture(e));
  }

  private Future<FileAnswer> discard(List<String> paths) {
    return files
        .blocking(() -> checks.files(paths))
        .compose(found -> removeEach(found, files::delete));
  }

  /** One after another, in this order; resolves to how many there were. */
  private static <T> Future<FileAnswer> removeEach(
      List<T> all, Function<T, Future<Boolean>> remove) {
    Future<Long> removed = Future.succeededFuture(0L);
    for (T one : all) {
      removed = removed.compose(count -> remove.apply(one).map(gone -> gone ? count + 1 : count));
    }
    return removed.map(FileAnswer.Removed::new);
  }
}
