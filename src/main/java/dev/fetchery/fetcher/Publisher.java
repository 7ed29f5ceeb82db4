package dev.fetchery.fetcher;

import dev.fetchery.client.Bodies;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Writes bodies to parts and gives them their final names, a batch at a time. Blocking: for workers
 * alone.
 *
 * <p>A file gets its name by a hard link, since that fails where a file has meanwhile come to be.
 * The part keeps its own link until the outcome is stored: after a crash that proves whose file it
 * is.
 */
final class Publisher {
  private final DownloadRoot downloads;
  private final boolean fullDurability;
  private final BooleanSupplier mayPublish;

  /**
   * A publisher.
   *
   * @param mayPublish whether the lease still has its margin, asked right before a name is given
   */
  Publisher(DownloadRoot downloads, boolean fullDurability, BooleanSupplier mayPublish) {
    this.downloads = downloads;
    this.fullDurability = fullDurability;
    this.mayPublish = mayPublish;
  }

  /** Publishes each; the results are in the same order. */
  List<Publication.Result> publish(List<Publication> batch) {
    Batch directories = new Batch();
    List<Publication.Result> results = new ArrayList<>(batch.size());
    for (Publication one : batch) {
      results.add(guarded(one, directories));
    }
    for (int i = 0; i < results.size(); i++) {
      if (results.get(i) instanceof Publication.Result.Done) {
        results.set(i, afterwards(batch.get(i), results.get(i), directories));
      }
    }
    return results;
  }

  private Publication.Result guarded(Publication one, Batch directories) {
    try {
      return one(one, directories);
    } catch (IOException e) {
      delete(one.part());
      return fromFault(e, one.target());
    }
  }

  private Publication.Result one(Publication one, Batch directories) throws IOException {
    Path part = downloads.at(one.part());
    Path target = downloads.at(one.target());
    directories.enter(part);
    directories.enter(target);
    String sha256 = null;
    if (!mayPublish.getAsBoolean()) {
      // What lies at the part's place may be another's by now.
      return new Publication.Result.Late(one.body() == null, null);
    }
    if (one.body() != null) {
      Digests.Running running = one.digests().start();
      one.body().forEach(buffer -> running.update(Bodies.view(buffer)));
      String objection = one.digests().objection(running);
      if (objection != null) {
        throw new DestinationException(ErrorCode.CHECKSUM, objection);
      }
      sha256 = running.sha256Hex();
      write(part, target, one.body());
    }
    if (!mayPublish.getAsBoolean()) {
      return new Publication.Result.Late(true, sha256);
    }
    return give(part, target, one.replace())
        ? new Publication.Result.Done(sha256)
        : new Publication.Result.Taken(sha256);
  }

  private void write(Path part, Path target, List<Buffer> body) throws IOException {
    try (FileChannel channel = create(part, target)) {
      for (Buffer buffer : body) {
        ByteBuffer bytes = Bodies.view(buffer);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
      }
      if (fullDurability) {
        channel.force(true);
      }
    }
  }

  /**
   * Begins a part. One that lies there from an attempt that was cut short may be linked at the
   * target as well: then that attempt came as far as publishing, and both go as if it had not.
   *
   * @param target or null
   */
  static FileChannel create(Path part, Path target) throws IOException {
    try {
      return createNew(part);
    } catch (FileAlreadyExistsException e) {
      if (isLinked(part, target)) {
        Files.delete(target);
      }
      Files.delete(part);
      return createNew(part);
    }
  }

  private static FileChannel createNew(Path part) throws IOException {
    return FileChannel.open(
        part,
        StandardOpenOption.CREATE_NEW,
        StandardOpenOption.READ,
        StandardOpenOption.WRITE,
        LinkOption.NOFOLLOW_LINKS);
  }

  /** Whether the target, if there is one, is the part published. */
  static boolean isLinked(Path part, Path target) throws IOException {
    return target != null
        && Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)
        && Files.isSameFile(part, target);
  }

  /** False if another file has the name. */
  private boolean give(Path part, Path target, boolean replace) throws IOException {
    try {
      if (replace) {
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
      } else {
        Files.createLink(target, part);
      }
      return true;
    } catch (FileAlreadyExistsException e) {
      refuseDirectory(target);
      return false;
    } catch (UnsupportedOperationException e) {
      return move(part, target);
    } catch (AccessDeniedException e) {
      throw e;
    } catch (FileSystemException e) {
      // File systems without hard links say that the operation is not permitted or supported.
      refuseDirectory(target);
      boolean linkless =
          !replace
              && String.valueOf(e.getReason())
                  .matches(".*(not permitted|not supported|Too many links).*");
      if (linkless) {
        return move(part, target);
      }
      throw e;
    }
  }

  private void refuseDirectory(Path target) throws DestinationException {
    if (Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
      throw new DestinationException(
          ErrorCode.DISK, "a directory is in the way: " + downloads.show(target));
    }
  }

  /**
   * Where there are no hard links: looks first and moves then, so that a file which comes in
   * between those two is replaced, and a crash leaves no proof of whose the file is.
   */
  private static boolean move(Path part, Path target) throws IOException {
    try {
      Files.move(part, target);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  /** Looks once more at each directory: one that was swapped meanwhile did not get a file. */
  private Publication.Result afterwards(
      Publication one, Publication.Result done, Batch directories) {
    try {
      Path target = downloads.at(one.target());
      directories.leave(target);
      return done;
    } catch (IOException e) {
      undo(one);
      return fromFault(e, one.target());
    }
  }

  private void undo(Publication one) {
    try {
      Path part = downloads.at(one.part());
      Path target = downloads.at(one.target());
      if (Files.exists(part, LinkOption.NOFOLLOW_LINKS) && Files.isSameFile(part, target)) {
        Files.delete(target);
      }
      Files.deleteIfExists(part);
    } catch (IOException e) {
      // What cannot be found any more is not ours to remove.
    }
  }

  private void delete(String part) {
    try {
      if (mayPublish.getAsBoolean()) {
        Files.deleteIfExists(downloads.at(part));
      }
    } catch (IOException e) {
      // Recovery removes what is left.
    }
  }

  static Publication.Result fromFault(IOException e, String relative) {
    if (NoSpace.is(e)) {
      return new Publication.Result.Full(reason(e) + ": " + relative);
    } else if (e instanceof DestinationException known) {
      return new Publication.Result.Failed(known.fault());
    }
    return new Publication.Result.Failed(new Fault(ErrorCode.DISK, reason(e) + ": " + relative));
  }

  /** What the platform said, without the absolute path that it says it of. */
  static String reason(IOException e) {
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    } else if (e instanceof FileSystemException fs && fs.getReason() != null) {
      return fs.getReason();
    } else if (e instanceof FileSystemException) {
      return e.getClass().getSimpleName();
    }
    return String.valueOf(e.getMessage());
  }

  /** The directories of one batch, each looked at once before and once after. */
  private final class Batch {
    private final Map<Path, Path> before = new HashMap<>();
    private final Map<Path, IOException> after = new HashMap<>();

    void enter(Path file) throws IOException {
      Path directory = file.getParent();
      if (!before.containsKey(directory)) {
        before.put(directory, downloads.enter(file));
      }
    }

    void leave(Path file) throws IOException {
      Path directory = file.getParent();
      if (!after.containsKey(directory)) {
        after.put(directory, look(file, directory));
      }
      IOException moved = after.get(directory);
      if (moved != null) {
        throw moved;
      }
    }

    private IOException look(Path file, Path directory) {
      try {
        if (!downloads.enter(file).equals(before.get(directory))) {
          return new DestinationException(
              ErrorCode.BAD_NAME, "the directory was moved: " + downloads.show(directory));
        }
        if (fullDurability) {
          sync(directory);
        }
        return null;
      } catch (IOException e) {
        return e;
      }
    }

    private void sync(Path directory) throws IOException {
      try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }
}
