package dev.fetchery.fetcher;

import dev.fetchery.bus.FileAnswer;
import dev.fetchery.bus.FileRequest;
import dev.fetchery.bus.FileRequest.PartState;
import dev.fetchery.bus.FileRequest.Saved;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Work on the downloads directory that belongs to no task. Nothing outside it is read or removed,
 * also not through a link inside. Blocking: for workers alone.
 */
final class FileRequestHandler {
  private static final int BUFFER = 256 << 10;
  private static final String OWN_FOLDER = ".fetchery";
  private static final Duration SWEPT_AFTER = Duration.ofHours(1);

  /** {@code .fetchery-JOB-SEQ.part} or {@code .fetchery-JOB-source.part}. */
  private static final Pattern WORKING_FILE = Pattern.compile("\\.fetchery-([^-]+)-.*");

  private final DownloadRoot downloads;

  FileRequestHandler(DownloadRoot downloads) {
    this.downloads = downloads;
  }

  /** Does what is asked. */
  FileAnswer answer(FileRequest request) throws IOException {
    if (request instanceof FileRequest.Find find) {
      return find(find.paths());
    } else if (request instanceof FileRequest.Check check) {
      return check(check.files());
    } else if (request instanceof FileRequest.Remove remove) {
      return remove(remove.files());
    } else if (request instanceof FileRequest.RemoveDirectories remove) {
      return removeDirectories(remove.paths());
    } else if (request instanceof FileRequest.Recover recover) {
      return recover(recover.left());
    } else if (request instanceof FileRequest.Sweep sweep) {
      return sweep(sweep.openJobs());
    }
    return discard(((FileRequest.Discard) request).paths());
  }

  private FileAnswer find(List<String> paths) {
    List<String> found = new ArrayList<>();
    Directories directories = new Directories();
    for (String path : paths) {
      Path file = directories.inside(path);
      // Asked first in the way that throws nothing, since most are not there: 4 % of the processor
      // time of small files. It follows links, so that one which leads nowhere is met when the name
      // is given. A directory is not a file to be kept: it is in the way.
      if (file != null && file.toFile().exists() && isNoDirectory(file)) {
        found.add(path);
      }
    }
    return new FileAnswer.Found(found);
  }

  private static boolean isThere(Path file) {
    return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
  }

  private FileAnswer check(List<Saved> files) throws IOException {
    long ok = 0;
    List<Long> missing = new ArrayList<>();
    List<Long> corrupt = new ArrayList<>();
    for (Saved saved : files) {
      Path file = inside(saved.path());
      if (file == null || !isThere(file)) {
        missing.add(saved.seq());
      } else if (isAsSaved(file, saved)) {
        ok++;
      } else {
        corrupt.add(saved.seq());
      }
    }
    return new FileAnswer.Checked(ok, missing, corrupt);
  }

  private FileAnswer remove(List<Saved> files) throws IOException {
    long removed = 0;
    for (Saved saved : files) {
      Path file = inside(saved.path());
      if (file != null && isAsSaved(file, saved)) {
        Files.delete(file);
        removed++;
      }
    }
    return new FileAnswer.Removed(removed);
  }

  private FileAnswer removeDirectories(List<String> paths) throws IOException {
    long removed = 0;
    for (String path : paths) {
      Path directory = inside(path);
      // A link to a directory, which would be removed as a file, is not what was made.
      if (directory != null && Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
        removed += removeEmpty(directory) ? 1 : 0;
      }
    }
    return new FileAnswer.Removed(removed);
  }

  private static boolean removeEmpty(Path directory) throws IOException {
    try {
      return Files.deleteIfExists(directory);
    } catch (DirectoryNotEmptyException e) {
      return false;
    }
  }

  private FileAnswer recover(List<PartState> left) throws IOException {
    List<Long> kept = new ArrayList<>();
    for (PartState one : left) {
      Path part = inside(one.part());
      if (part == null || !isNoDirectory(part)) {
        continue;
      } else if (!Files.isRegularFile(part, LinkOption.NOFOLLOW_LINKS)) {
        // A link that somebody put there: it goes, and what it leads to stays.
        Files.delete(part);
        continue;
      }
      Path target = one.target() == null ? null : inside(one.target());
      if (Publisher.isLinked(part, target)) {
        // As if it had not been published. The part, the proof of whose file it is, goes last: the
        // next crash may come at any moment.
        Files.delete(target);
        Files.delete(part);
      } else if (one.keep() && Files.size(part) > 0) {
        kept.add(one.seq());
      } else {
        Files.delete(part);
      }
    }
    return new FileAnswer.Recovered(kept);
  }

  /** Young files may be another instance's, which shares the directory and knows other jobs. */
  private FileAnswer sweep(List<String> openJobs) throws IOException {
    Set<String> open = Set.copyOf(openJobs);
    Path folder = downloads.root().resolve(OWN_FOLDER);
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return new FileAnswer.Removed(0);
    }
    FileTime old = FileTime.from(Instant.now().minus(SWEPT_AFTER));
    long removed = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, ".fetchery-*.part")) {
      for (Path file : files) {
        String job = WORKING_FILE.matcher(file.getFileName().toString()).replaceFirst("$1");
        boolean left =
            !open.contains(job)
                && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                && Files.getLastModifiedTime(file).compareTo(old) < 0;
        removed += left && Files.deleteIfExists(file) ? 1 : 0;
      }
    }
    return new FileAnswer.Removed(removed);
  }

  private FileAnswer discard(List<String> paths) throws IOException {
    long removed = 0;
    Directories directories = new Directories();
    for (String path : paths) {
      Path file = directories.inside(path);
      if (file != null && isNoDirectory(file)) {
        removed += Files.deleteIfExists(file) ? 1 : 0;
      }
    }
    return new FileAnswer.Removed(removed);
  }

  private static boolean isNoDirectory(Path file) {
    return Files.exists(file, LinkOption.NOFOLLOW_LINKS)
        && !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS);
  }

  /** Judges a directory once for all the names of a request: of one not there, none is there. */
  private final class Directories {
    private final Map<Path, Boolean> inside = new HashMap<>();

    Path inside(String relative) {
      Path file = place(relative);
      return file != null && inside.computeIfAbsent(file.getParent(), d -> downloads.holds(file))
          ? file
          : null;
    }
  }

  /** The place of a path, or null where it is none inside. */
  private Path inside(String relative) {
    Path file = place(relative);
    return file != null && downloads.holds(file) ? file : null;
  }

  /** As the path is written: what links make of it is still to be looked at. */
  private Path place(String relative) {
    try {
      return downloads.at(relative);
    } catch (DestinationException e) {
      return null;
    }
  }

  private static boolean isAsSaved(Path file, Saved saved) throws IOException {
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        && Files.size(file) == saved.size()
        && sha256(file).equals(saved.sha256());
  }

  private static String sha256(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      ByteBuffer bytes = ByteBuffer.allocate((int) Math.max(1, Math.min(BUFFER, channel.size())));
      while (channel.read(bytes) >= 0) {
        digest.update(bytes.flip());
        bytes.clear();
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      // Every Java platform has it.
      throw new IllegalStateException(e);
    }
  }
}
