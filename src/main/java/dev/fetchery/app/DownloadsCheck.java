package dev.fetchery.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks who else may write in the downloads directory: that user could swap a file or a directory
 * for a link while a file gets its name there. As with the data directory it is said and not
 * changed, since other files may be in it. Blocks.
 */
final class DownloadsCheck {
  private static final Logger LOG = LoggerFactory.getLogger(DownloadsCheck.class);
  private static final Set<PosixFilePermission> OTHERS_WRITE =
      Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

  private DownloadsCheck() {}

  /**
   * Warns where another user may write.
   *
   * @param downloads the directory, which exists
   * @param data a directory whose owner runs this process
   */
  static void warnIfWritableByOthers(Path downloads, Path data) {
    try {
      if (!downloads.getFileSystem().supportedFileAttributeViews().contains("posix")) {
        return;
      }
      if (Files.getPosixFilePermissions(downloads).stream().anyMatch(OTHERS_WRITE::contains)) {
        LOG.warn(
            "other users can write in {}, and could put links in the way of what is saved: "
                + "chmod go-w it",
            downloads);
      }
      if (!Files.getOwner(downloads).equals(Files.getOwner(data))) {
        LOG.warn(
            "{} belongs to another user, {}, who could put links in the way of what is saved",
            downloads,
            Files.getOwner(downloads).getName());
      }
    } catch (IOException e) {
      LOG.debug("permissions of {}", downloads, e);
    }
  }
}
