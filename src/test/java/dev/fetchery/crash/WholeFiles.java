package dev.fetchery.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Files found to be, byte for byte, what an origin serves. One is read again when it may be another
 * than it was: who changes a file's content changes its inode or its time of change, which no
 * program can set.
 */
final class WholeFiles {
  private static final String MARKS = "unix:ino,size,lastModifiedTime,ctime";

  private final Map<String, Map<String, Object>> known = new HashMap<>();

  private final Path downloads;

  WholeFiles(Path downloads) {
    this.downloads = downloads;
  }

  /** Fails where a file is not what the origin serves as its item's. */
  void check(String file) throws IOException {
    Path path = downloads.resolve(file);
    // looked at before it is read: what changes it meanwhile is seen the next time
    Map<String, Object> marks = Files.readAttributes(path, MARKS);
    if (!marks.equals(known.get(file))) {
      StoredState.assertWhole(path, CrashJobs.path(file));
      known.put(file, marks);
    }
  }
}
