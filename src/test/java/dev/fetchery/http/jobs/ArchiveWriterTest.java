package dev.fetchery.http.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fetchery.files.DirectoryFiles;
import dev.fetchery.job.Item;
import dev.fetchery.job.ItemState;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipFile;
import org.apache.commons.compress.archivers.ArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveWriterTest {
  @TempDir Path downloads;

  private static Item item(String file, long size) {
    return new Item(
        0,
        null,
        "http://a.test/",
        file,
        ItemState.DONE,
        1,
        size,
        new Item.Head(200, null, null, null),
        new Item.Content(size, null, null),
        new Item.End(1L, Instant.EPOCH, null),
        null);
  }

  private ArchiveWriter writer(ArchiveFormat format) {
    return new ArchiveWriter(format, new DirectoryFiles(downloads), "");
  }

  @Test
  void noMoreIsHeldThanWasAskedFor() throws Exception {
    Files.write(downloads.resolve("a"), new byte[5_000_000]);
    ArchiveWriter writer = writer(ArchiveFormat.TAR);
    assertThat(writer.hungry()).isTrue();
    writer.add(List.of(item("a", 5_000_000)));
    writer.last();
    long total = 0;
    while (!writer.finished()) {
      byte[] part = writer.fill(100_000);
      assertThat(part.length).isLessThan(200_000);
      total += part.length;
    }
    assertThat(total).isGreaterThan(5_000_000);
  }

  /** More entries than the 16 bits of an old archive can count; a few directories name them all. */
  @Test
  void archiveOfMoreFilesThanSixteenBitsCount() throws Exception {
    Files.writeString(downloads.resolve("a"), "x");
    for (int i = 0; i < 260; i++) {
      Files.createDirectory(downloads.resolve("d" + i));
    }
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < 260; i++) {
      for (int j = 0; j < 253; j++) {
        items.add(item("d" + i + "/../d" + j + "/../a", 1));
      }
    }
    ArchiveWriter writer = writer(ArchiveFormat.ZIP);
    writer.add(items);
    writer.last();
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    while (!writer.finished()) {
      all.write(writer.fill(1 << 20));
    }
    Path zip = Files.write(downloads.resolve("all.zip"), all.toByteArray());
    try (ZipFile read = new ZipFile(zip.toFile())) {
      assertThat(read.size()).isEqualTo(260 * 253).isGreaterThan(65_535);
    }
  }

  /** The header of an entry beyond 32 bits has the extra field that says so, 0x0001. */
  @Test
  void entryOfMoreThanFourGigabytesIsZip64() throws Exception {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    ArchiveOutputStream<?> zip = ArchiveFormat.ZIP.open(head);
    ArchiveFormat.ZIP.begin(zip, "a", 5L << 30, Instant.EPOCH);
    String text = head.toString(StandardCharsets.ISO_8859_1);
    assertThat(text.substring(30)).startsWith("a\u0001\u0000\u0010\u0000");
    assertThat(text.charAt(4)).isEqualTo((char) 45);
  }

  @Test
  void fileThatBecomesShorterEndsTheArchive() throws Exception {
    Files.write(downloads.resolve("a"), new byte[1_000_000]);
    ArchiveWriter writer = writer(ArchiveFormat.TAR);
    writer.add(List.of(item("a", 1_000_000)));
    writer.last();
    writer.fill(100_000);
    try (RandomAccessFile file = new RandomAccessFile(downloads.resolve("a").toFile(), "rw")) {
      file.setLength(200_000);
    }
    assertThatThrownBy(() -> writer.fill(2_000_000)).isInstanceOf(EOFException.class);
    writer.close();
  }
}
