package dev.fetchery.fetcher.file;

import dev.fetchery.client.Bodies;
import dev.fetchery.context.Confined;
import dev.fetchery.fetcher.file.Publication.Result;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes bodies that are held in memory and gives them their names, all that wait in one hop to a
 * worker. What is not usual, such as a name that is taken, goes on at the {@link Publisher}.
 * Confined to the fetcher's event loop, but for the work in the hop.
 */
final class SmallBodies {
  /** One worker publishes at a time: several would only wait for the directory's lock. */
  private static final int WORKERS = 1;

  private static final int MAX_BATCH = 128;

  /** With full durability the time goes into syncing one file after another: several do better. */
  private static final int SYNCING_WORKERS = 8;

  private static final int SYNCING_BATCH = 16;

  private final Confined confined = new Confined();
  private final FileContext files;
  private final int workers;
  private final int batchSize;
  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
  private int busy;

  private record Waiting(Publication what, Promise<Written> result) {}

  /**
   * What the hop came to.
   *
   * @param result null where the part is whole but its name is still to be given
   */
  record Written(@Nullable Result result, @Nullable String sha256) {}

  SmallBodies(FileContext files) {
    this.files = files;
    this.workers = files.fullDurability() ? SYNCING_WORKERS : WORKERS;
    this.batchSize = files.fullDurability() ? SYNCING_BATCH : MAX_BATCH;
  }

  /** Writes and publishes with what else is waiting; does not fail. */
  Future<Written> publish(Publication what) {
    assert confined.here();
    Promise<Written> result = Promise.promise();
    waiting.add(new Waiting(what, result));
    pump();
    return result.future();
  }

  private void pump() {
    while (busy < workers && !waiting.isEmpty()) {
      List<Waiting> batch = new ArrayList<>(Math.min(batchSize, waiting.size()));
      while (batch.size() < batchSize && !waiting.isEmpty()) {
        batch.add(waiting.poll());
      }
      busy++;
      files
          .blocking(() -> new Batch().publish(batch))
          .onComplete(
              done -> {
                busy--;
                for (int i = 0; i < batch.size(); i++) {
                  Waiting one = batch.get(i);
                  one.result.complete(
                      done.succeeded()
                          ? done.result().get(i)
                          : ended(DiskFault.result(done.cause(), one.what.target())));
                }
                pump();
              });
    }
  }

  private static Written ended(Result result) {
    return new Written(result, null);
  }

  /** One hop: each directory is checked once before and once after. Blocking. */
  private final class Batch {
    /** By {@link RelativePath#folder}. */
    private final Map<String, Entered> before = new HashMap<>();

    private final Map<String, Optional<IOException>> after = new HashMap<>();

    private final PrivateFolders.Look look = files.root().privateFolders().look();

    /**
     * A directory as it was found.
     *
     * @param real its real path
     * @param isPrivate whether no other user can put another file in place of a part
     */
    private record Entered(Path real, boolean isPrivate) {}

    List<Written> publish(List<Waiting> batch) {
      List<Written> results = new ArrayList<>(batch.size());
      for (Waiting one : batch) {
        results.add(guarded(one.what));
      }
      for (int i = 0; i < results.size(); i++) {
        if (results.get(i).result instanceof Result.Done) {
          results.set(i, afterwards(batch.get(i).what, results.get(i)));
        }
      }
      return results;
    }

    private Written guarded(Publication one) {
      try {
        return publish(one);
      } catch (IOException e) {
        if (files.lease().mayPublish()) {
          delete(one.part());
        }
        return ended(DiskFault.result(e, one.target()));
      }
    }

    private Written publish(Publication one) throws IOException {
      Path part = files.root().at(one.part());
      Path target = files.root().at(one.target());
      enter(one.part(), part);
      enter(one.target(), target);
      List<Buffer> body = one.body() == null ? List.of() : one.body();
      if (!files.lease().mayPublish()) {
        // What is at the part's path may be another's by now.
        return ended(new Result.Late(false, null));
      }
      String sha256 = one.digests().check(body);
      WrittenParts.@Nullable FileId written =
          write(part, target, body, entered(one.part()).isPrivate);
      @Nullable Long mtimeMs = one.time().matters() ? one.time().apply(part) : null;
      @Nullable Result named =
          files.lease().mayPublish()
              ? name(part, target, one.replace(), sha256, mtimeMs)
              : new Result.Late(true, sha256);
      if (written != null && named instanceof Result.Done) {
        checkNamed(one, written, target);
      } else if (written != null) {
        files.root().written().opened(part, written);
      }
      return new Written(named, sha256);
    }

    private void checkNamed(Publication one, WrittenParts.FileId written, Path target)
        throws IOException {
      try {
        files.root().written().check(written, target);
      } catch (IOException e) {
        files.root().undo(one);
        throw e;
      }
    }

    /** Which file was written; null in a private directory, where it need not be known. */
    private WrittenParts.@Nullable FileId write(
        Path part, Path target, List<Buffer> body, boolean isPrivate) throws IOException {
      try (FileChannel channel = create(part, target)) {
        WrittenParts.@Nullable FileId id = isPrivate ? null : files.root().written().idOf(part);
        for (Buffer buffer : body) {
          ByteBuffer bytes = Bodies.view(buffer);
          while (bytes.hasRemaining()) {
            channel.write(bytes);
          }
        }
        if (files.fullDurability()) {
          channel.force(true);
        }
        return id;
      }
    }

    private FileChannel create(Path part, Path target) throws IOException {
      try {
        return createNew(part);
      } catch (FileAlreadyExistsException e) {
        files.root().removeEarlier(part, target);
        return createNew(part);
      }
    }

    private static FileChannel createNew(Path part) throws IOException {
      return FileChannel.open(
          part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    }

    /** Null where something is in the way. */
    private static @Nullable Result name(
        Path part, Path target, boolean replace, @Nullable String sha256, @Nullable Long mtimeMs) {
      try {
        if (replace) {
          Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        } else {
          Files.createLink(target, part);
        }
        return new Result.Done(sha256, mtimeMs);
      } catch (IOException | UnsupportedOperationException e) {
        return null;
      }
    }

    private void enter(String relative, Path file) throws IOException {
      String folder = RelativePath.folder(relative);
      if (!before.containsKey(folder)) {
        Path real = files.root().enter(file);
        before.put(folder, new Entered(real, look.isPrivate(real)));
      }
    }

    /** A file's directory. */
    private Entered entered(String relative) {
      return Objects.requireNonNull(
          before.get(RelativePath.folder(relative)), "written without having entered");
    }

    /** A directory that was replaced in between did not get the file. */
    private Written afterwards(Publication one, Written done) {
      Optional<IOException> moved =
          after.computeIfAbsent(
              RelativePath.folder(one.target()), folder -> lookAgain(one.target()));
      if (moved.isEmpty()) {
        return done;
      }
      files.root().undo(one);
      return ended(DiskFault.result(moved.get(), one.target()));
    }

    private Optional<IOException> lookAgain(String target) {
      try {
        files
            .root()
            .checkAgain(files.root().at(target), entered(target).real, files.fullDurability());
        return Optional.empty();
      } catch (IOException e) {
        return Optional.of(e);
      }
    }

    private void delete(String part) {
      try {
        Files.deleteIfExists(files.root().at(part));
      } catch (IOException e) {
        // Recovery removes what is left.
      }
    }
  }
}
