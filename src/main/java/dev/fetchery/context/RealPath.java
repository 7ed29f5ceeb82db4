package dev.fetchery.context;

import java.io.IOException;
import java.nio.file.Path;

/** A path without links, for telling whether two are the same place. Blocks. */
public final class RealPath {
  private RealPath() {}

  /** Follows links as far as the path exists; what does not exist yet is left as it is. */
  public static Path of(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      Path parent = path.getParent();
      Path name = path.getFileName();
      return parent == null || name == null ? path : of(parent).resolve(name);
    }
  }
}
