package dev.fetchery.fetcher.file;

import dev.fetchery.bus.FileAnswer;
import dev.fetchery.bus.FileRequest.Claimed;
import dev.fetchery.bus.FileRequest.PartState;
import dev.fetchery.bus.FileRequest.Saved;
import dev.fetchery.job.Proof;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a file request asks of many paths at once: whether they are inside, what stands there, and
 * whether it is what was saved. Blocking, since Vert.x's file system tells neither real paths, nor
 * whether two names are one file, nor digests: for workers alone.
 */
final class FileChecks {
  private final DownloadRoot root;

  private enum SavedState {
    MISSING,
    CHANGED,
    AS_SAVED
  }

  FileChecks(DownloadRoot root) {
    this.root = root;
  }

  /**
   * Working files after a crash.
   *
   * @param remove paths to be removed, in this order
   * @param kept items whose part can be continued
   */
  record Leftovers(List<String> remove, List<Long> kept) {}

  /** Those at which a file stands. */
  List<String> found(List<String> paths) {
    List<String> found = new ArrayList<>();
    Directories directories = new Directories();
    for (String path : paths) {
      Optional<Path> file = directories.inside(path);
      // Asked first in the way that throws nothing, since most are missing. It follows links: one
      // that leads nowhere is found when the name is given. A directory is in the way, not a file
      // to be kept.
      if (file.isPresent() && file.get().toFile().exists() && isNoDirectory(file.get())) {
        found.add(path);
      }
    }
    return found;
  }

  /** Those at which something stands that is no directory, links included. */
  List<String> files(List<String> paths) {
    Directories directories = new Directories();
    return paths.stream()
        .filter(path -> directories.inside(path).filter(FileChecks::isNoDirectory).isPresent())
        .toList();
  }

  /** Those whose directory exists, inside. */
  List<String> inside(List<String> paths) {
    Directories directories = new Directories();
    return paths.stream().filter(path -> directories.inside(path).isPresent()).toList();
  }

  /** Which saved files are missing or changed. */
  FileAnswer compare(List<Saved> saved) throws IOException {
    long ok = 0;
    List<Long> missing = new ArrayList<>();
    List<Long> corrupt = new ArrayList<>();
    for (Saved one : saved) {
      switch (state(one)) {
        case MISSING -> missing.add(one.seq());
        case CHANGED -> corrupt.add(one.seq());
        case AS_SAVED -> ok++;
      }
    }
    return new FileAnswer.Checked(ok, missing, corrupt);
  }

  /** Numbers of those that are regular files with the size and the checksums they are to have. */
  List<Long> fitting(List<Claimed> claimed) {
    List<Long> fitting = new ArrayList<>();
    for (Claimed one : claimed) {
      Optional<Path> file = new Directories().inside(one.path());
      if (file.isPresent() && isAsClaimed(file.get(), one.proof())) {
        fitting.add(one.seq());
      }
    }
    return fitting;
  }

  /** One that cannot be read is not believed. */
  private static boolean isAsClaimed(Path file, Proof proof) {
    try {
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || !proof.takes(Files.size(file))) {
        return false;
      }
      if (!proof.hasChecksum()) {
        return true;
      }
      Digests digests = Digests.of(proof);
      return digests.objection(hashed(file, digests.start())) == null;
    } catch (IOException e) {
      return false;
    }
  }

  /** Paths of those that are still as they were saved. */
  List<String> unchanged(List<Saved> saved) throws IOException {
    List<String> unchanged = new ArrayList<>();
    for (Saved one : saved) {
      if (state(one) == SavedState.AS_SAVED) {
        unchanged.add(one.path());
      }
    }
    return unchanged;
  }

  /** What is to become of parts after a crash. */
  Leftovers leftovers(List<PartState> left) throws IOException {
    List<String> remove = new ArrayList<>();
    List<Long> kept = new ArrayList<>();
    Directories directories = new Directories();
    for (PartState one : left) {
      Optional<Path> part = directories.inside(one.part()).filter(FileChecks::isNoDirectory);
      if (part.isEmpty()) {
        continue;
      }
      // A link that stands at a part's path goes; what it leads to stays.
      boolean real = Files.isRegularFile(part.get(), LinkOption.NOFOLLOW_LINKS);
      String target = one.target();
      if (real && target != null && isPublished(directories, part.get(), target)) {
        // As if it had not been published. The part, the proof of whose file it is, goes last: the
        // next crash may come at any moment.
        remove.add(target);
        remove.add(one.part());
      } else if (real && one.keep() && Files.size(part.get()) > 0) {
        kept.add(one.seq());
      } else {
        remove.add(one.part());
      }
    }
    return new Leftovers(remove, kept);
  }

  private static boolean isPublished(Directories directories, Path part, String target)
      throws IOException {
    Optional<Path> file = directories.inside(target);
    return file.isPresent() && DownloadRoot.isLinked(part, file.get());
  }

  private static boolean isNoDirectory(Path file) {
    return Files.exists(file, LinkOption.NOFOLLOW_LINKS)
        && !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS);
  }

  /** What stands where a file was saved. Another program may remove it while it is looked at. */
  private SavedState state(Saved saved) throws IOException {
    Optional<Path> file = new Directories().inside(saved.path());
    if (file.isEmpty() || !Files.exists(file.get(), LinkOption.NOFOLLOW_LINKS)) {
      return SavedState.MISSING;
    }
    try {
      return isAsSaved(file.get(), saved) ? SavedState.AS_SAVED : SavedState.CHANGED;
    } catch (NoSuchFileException e) {
      return SavedState.MISSING;
    }
  }

  /**
   * @throws NoSuchFileException if it is gone
   */
  private static boolean isAsSaved(Path file, Saved saved) throws IOException {
    BasicFileAttributes now =
        Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    return now.isRegularFile()
        && now.size() == saved.size()
        && (saved.sha256() == null
            ? isOfTime(now, saved.mtimeMs())
            : saved.sha256().equals(hashed(file, RunningDigests.ofSha256()).sha256Hex()));
  }

  private static boolean isOfTime(BasicFileAttributes now, long mtimeMs) {
    return mtimeMs == Saved.ANY_TIME || now.lastModifiedTime().toMillis() == mtimeMs;
  }

  private static RunningDigests hashed(Path file, RunningDigests digests) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
      digests.update(channel, 0, channel.size());
      return digests;
    }
  }

  /** Judges a directory once for all paths of a request: of one that is missing, none is there. */
  private final class Directories {
    private final Map<String, Boolean> inside = new HashMap<>();

    Optional<Path> inside(String relative) {
      Path file;
      try {
        file = root.at(relative);
      } catch (DestinationException e) {
        return Optional.empty();
      }
      return inside.computeIfAbsent(RelativePath.folder(relative), folder -> root.holds(file))
          ? Optional.of(file)
          : Optional.empty();
    }
  }
}
