package dev.fetchery.http.jobs;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Date;
import java.util.zip.Deflater;
import org.apache.commons.compress.archivers.ArchiveEntry;
import org.apache.commons.compress.archivers.ArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.zip.Zip64Mode;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;

/** The kinds of archives. */
enum ArchiveFormat {
  /** With ZIP64 where a file, or the number of files, needs it. */
  ZIP("zip", "application/zip") {
    @Override
    ArchiveOutputStream<? extends ArchiveEntry> open(OutputStream to) {
      ZipArchiveOutputStream zip = new ZipArchiveOutputStream(to);
      // What is downloaded is mostly packed already.
      zip.setLevel(Deflater.BEST_SPEED);
      zip.setUseZip64(Zip64Mode.AsNeeded);
      return zip;
    }

    @Override
    void begin(ArchiveOutputStream<?> archive, String name, long size, Instant changed)
        throws IOException {
      ZipArchiveOutputStream zip = (ZipArchiveOutputStream) archive;
      ZipArchiveEntry entry = new ZipArchiveEntry(name);
      entry.setSize(size);
      entry.setTime(changed.toEpochMilli());
      // Packed, a file may become a little larger than it is.
      zip.setUseZip64(size > ZIP64_FROM ? Zip64Mode.Always : Zip64Mode.AsNeeded);
      zip.putArchiveEntry(entry);
    }
  },
  /** With the extended headers of POSIX where a name or size needs them. */
  TAR("tar", "application/x-tar") {
    @Override
    ArchiveOutputStream<? extends ArchiveEntry> open(OutputStream to) {
      TarArchiveOutputStream tar = new TarArchiveOutputStream(to, "UTF-8");
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
      tar.setAddPaxHeadersForNonAsciiNames(true);
      return tar;
    }

    @Override
    void begin(ArchiveOutputStream<?> archive, String name, long size, Instant changed)
        throws IOException {
      TarArchiveEntry entry = new TarArchiveEntry(name);
      entry.setSize(size);
      // In whole seconds: fractions would need an extended header for every file.
      entry.setModTime(Date.from(Instant.ofEpochSecond(changed.getEpochSecond())));
      ((TarArchiveOutputStream) archive).putArchiveEntry(entry);
    }
  };

  private static final long ZIP64_FROM = 4_000_000_000L;

  private final String wire;
  private final String mediaType;

  ArchiveFormat(String wire, String mediaType) {
    this.wire = wire;
    this.mediaType = mediaType;
  }

  String wire() {
    return wire;
  }

  String mediaType() {
    return mediaType;
  }

  abstract ArchiveOutputStream<? extends ArchiveEntry> open(OutputStream to);

  /** Begins an entry; exactly {@code size} bytes follow. */
  abstract void begin(ArchiveOutputStream<?> archive, String name, long size, Instant changed)
      throws IOException;
}
