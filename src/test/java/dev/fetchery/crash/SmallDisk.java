package dev.fetchery.crash;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A directory on a file system with little room: one mounted for it, or, where this user may mount
 * none, a memory file system that is there anyway, filled up by ballast.
 */
final class SmallDisk implements AutoCloseable {
  private static final List<Path> PRESENT =
      Stream.of("/dev/shm", "/dev", "/run/lock", "/run").map(Path::of).toList();

  /** Filled into memory at most. */
  private static final long MAX_BALLAST_BYTES = 2L << 30;

  private static final Set<PosixFilePermission> OWNER_ALONE =
      PosixFilePermissions.fromString("rwx------");

  private final Path at;
  private final Path ballast;

  private SmallDisk(Path at, Path ballast) {
    this.at = at;
    this.ballast = ballast;
  }

  /**
   * With so many bytes of room.
   *
   * @param preferred where it is if it can be mounted
   */
  static SmallDisk of(Path preferred, long bytes) throws IOException {
    Files.createDirectories(preferred);
    String options = "mode=700,size=" + bytes;
    if (run("mount", "-t", "tmpfs", "-o", options, "tmpfs", preferred.toString()) == 0) {
      return new SmallDisk(preferred, null);
    }
    for (Path present : PRESENT) {
      if (isMemory(present) && room(present) - bytes <= MAX_BALLAST_BYTES) {
        return ballasted(present, bytes);
      }
    }
    throw new IOException("neither can a file system be mounted nor is there a small one");
  }

  private static boolean isMemory(Path path) throws IOException {
    return Files.isWritable(path) && Files.getFileStore(path).type().equals("tmpfs");
  }

  private static long room(Path path) throws IOException {
    return Files.getFileStore(path).getUsableSpace();
  }

  private static SmallDisk ballasted(Path present, long bytes) throws IOException {
    Path own = Files.createTempDirectory(present, "small-disk-");
    SmallDisk disk =
        new SmallDisk(
            Files.createDirectory(
                own.resolve("d"), PosixFilePermissions.asFileAttribute(OWNER_ALONE)),
            own.resolve("ballast"));
    byte[] piece = new byte[4096];
    try (OutputStream out = Files.newOutputStream(disk.ballast)) {
      for (long left = room(present) - bytes; left >= piece.length; left -= piece.length) {
        out.write(piece);
      }
    }
    return disk;
  }

  Path at() {
    return at;
  }

  /** Makes room for 100 MiB, or for whatever there is. */
  void grow() throws IOException {
    if (ballast != null) {
      Files.delete(ballast);
    } else if (run("mount", "-o", "remount,size=100m", at.toString()) != 0) {
      throw new IOException(at + " cannot be made larger");
    }
  }

  private static int run(String... command) {
    try {
      return new ProcessBuilder(List.of(command)).redirectErrorStream(true).start().waitFor();
    } catch (IOException e) {
      return -1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return -1;
    }
  }

  @Override
  public void close() throws IOException {
    if (ballast == null) {
      run("umount", "-l", at.toString());
      return;
    }
    try (Stream<Path> all = Files.walk(ballast.getParent())) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
