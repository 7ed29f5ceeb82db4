package dev.fetchery.cli;

import dev.fetchery.app.Scratch;
import dev.fetchery.app.StartFault;
import dev.fetchery.context.Clock;
import dev.fetchery.context.Sha256;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The data directory of one {@code get}: its own for each target directory and content, so that
 * several run at once, in one directory too, and each is continued by the same command. It lies in
 * the user's state directory (XDG Base Directory Specification) and is removed when the job has
 * ended. Held by a lock until closed. Blocks.
 */
final class GetState implements AutoCloseable {
  private static final int KEY_BYTES = 12;

  /** One that was not continued for so long is given up. */
  private static final Duration GIVEN_UP = Duration.ofDays(30);

  private final Path dataDir;
  private final @Nullable Path lockFile;
  private final @Nullable FileChannel lock;
  private final @Nullable Scratch scratch;

  private GetState(
      Path dataDir,
      @Nullable Path lockFile,
      @Nullable FileChannel lock,
      @Nullable Scratch scratch) {
    this.dataDir = dataDir;
    this.lockFile = lockFile;
    this.lock = lock;
    this.scratch = scratch;
  }

  /**
   * @param target the directory of the files
   * @param fingerprint of what is fetched
   * @param aside receives a line if the state cannot be kept
   * @throws StartFault if the same is being fetched to the same place now
   */
  static GetState of(
      Map<String, String> environment,
      Clock clock,
      Path target,
      String fingerprint,
      Consumer<String> aside)
      throws StartFault {
    Path home = home(environment).resolve("fetchery").resolve("get");
    try {
      if (!home.isAbsolute()) {
        throw new NoSuchFileException(home.toString());
      }
      Files.createDirectories(home, ownerOnly(home));
      String key = key(target, fingerprint);
      FileChannel channel = lock(home.resolve(key + ".lock"), target);
      Files.setLastModifiedTime(home.resolve(key + ".lock"), FileTime.from(clock.now()));
      removeGivenUp(home, clock.now().minus(GIVEN_UP));
      return new GetState(home.resolve(key), home.resolve(key + ".lock"), channel, null);
    } catch (IOException e) {
      aside.accept(
          "an interruption will not be continued: no state can be kept in "
              + home
              + "; set XDG_STATE_HOME to a directory that can be written");
      Scratch scratch = Scratch.make("fetchery-get");
      return new GetState(scratch.dir().resolve("data"), null, null, scratch);
    }
  }

  private static Path home(Map<String, String> environment) {
    String state = environment.getOrDefault("XDG_STATE_HOME", "");
    if (state.startsWith("/")) {
      return Path.of(state);
    }
    String home = environment.getOrDefault("HOME", "");
    return Path.of(home.startsWith("/") ? home : System.getProperty("user.home"), ".local/state");
  }

  private static FileAttribute<?>[] ownerOnly(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
        }
        : new FileAttribute<?>[0];
  }

  private static String key(Path target, String fingerprint) throws IOException {
    Path real = Files.exists(target) ? target.toRealPath() : target;
    return HexFormat.of().formatHex(Sha256.of(real + "\n" + fingerprint), 0, KEY_BYTES);
  }

  private static FileChannel lock(Path file, Path target) throws IOException, StartFault {
    FileChannel channel = tryLock(file);
    if (channel == null) {
      throw new StartFault("the same is being fetched to " + target + " by another process");
    }
    return channel;
  }

  /** The locked file, or null if another process, or this one, holds it. */
  private static @Nullable FileChannel tryLock(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return channel;
      }
    } catch (OverlappingFileLockException e) {
      // held by this process
    }
    channel.close();
    return null;
  }

  private static void removeGivenUp(Path home, Instant before) throws IOException {
    try (DirectoryStream<Path> locks = Files.newDirectoryStream(home, "*.lock")) {
      for (Path file : locks) {
        if (Files.getLastModifiedTime(file).toInstant().isBefore(before)) {
          try (FileChannel held = tryLock(file)) {
            if (held != null) {
              removeTree(home.resolve(file.getFileName().toString().replace(".lock", "")));
              Files.deleteIfExists(file);
            }
          }
        }
      }
    }
  }

  Path dataDir() {
    return dataDir;
  }

  /** Removes the state of a job that has ended; what cannot be removed stays. */
  void forget() {
    try {
      removeTree(dataDir);
      if (lockFile != null) {
        Files.deleteIfExists(lockFile);
      }
    } catch (IOException e) {
      // given up later
    }
  }

  private static void removeTree(Path directory) throws IOException {
    if (Files.isDirectory(directory)) {
      List<Path> deepestFirst;
      try (Stream<Path> all = Files.walk(directory)) {
        deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
      }
      for (Path path : deepestFirst) {
        Files.deleteIfExists(path);
      }
    }
  }

  @Override
  public void close() throws IOException {
    if (lock != null) {
      lock.close();
    }
    if (scratch != null) {
      scratch.close();
    }
  }
}
