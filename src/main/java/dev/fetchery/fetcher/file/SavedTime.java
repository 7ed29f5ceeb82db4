package dev.fetchery.fetcher.file;

import dev.fetchery.job.Save.Keep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/**
 * The time of a saved file.
 *
 * @param server what it is set to, or null for that of its writing
 * @param told whether it is told, as what the file is known by later
 */
public record SavedTime(@Nullable Instant server, boolean told) {
  static final SavedTime AS_WRITTEN = new SavedTime(null, false);

  /**
   * The time of a file.
   *
   * @param lastModified the field of that name, or null; one that is no date is passed over
   */
  public static SavedTime of(Keep keep, @Nullable String lastModified) {
    if (keep.equals(Keep.DEFAULT)) {
      return AS_WRITTEN;
    }
    return new SavedTime(keep.serverTime() ? instant(lastModified) : null, !keep.digest());
  }

  private static @Nullable Instant instant(@Nullable String date) {
    if (date == null) {
      return null;
    }
    try {
      return ZonedDateTime.parse(date.strip(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
    } catch (DateTimeException e) {
      return null;
    }
  }

  /** Whether there is anything to do. */
  public boolean matters() {
    return server != null || told;
  }

  /**
   * In epoch milliseconds.
   *
   * @param writtenMs that of its writing
   */
  public long millis(long writtenMs) {
    return server == null ? writtenMs : server.toEpochMilli();
  }

  /** Sets it on a part, and tells it where it is to be told. Blocking. */
  @Nullable Long apply(Path part) throws IOException {
    if (server != null) {
      Files.getFileAttributeView(part, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
          .setTimes(FileTime.from(server), null, null);
    }
    return told ? Files.getLastModifiedTime(part, LinkOption.NOFOLLOW_LINKS).toMillis() : null;
  }
}
