package dev.fetchery.fetcher.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.bus.FileAnswer;
import dev.fetchery.bus.FileRequest.Saved;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileChecksTest {
  private static final String SHA256_OF_NOTHING =
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

  @TempDir private Path dir;

  private static List<Saved> saved(int count) {
    return LongStream.range(0, count)
        .mapToObj(seq -> new Saved(seq, seq + ".bin", 0, SHA256_OF_NOTHING))
        .toList();
  }

  private void make(List<Saved> files) throws IOException {
    for (Saved file : files) {
      Files.createFile(dir.resolve(file.path()));
    }
  }

  @Test
  void filesAreMissingOrChangedOrAsTheyWere() throws IOException {
    List<Saved> files = saved(3);
    make(files);
    Files.delete(dir.resolve("1.bin"));
    Files.writeString(dir.resolve("2.bin"), "x");
    FileChecks checks = new FileChecks(new DownloadRoot(dir));
    assertThat(checks.compare(files))
        .isEqualTo(new FileAnswer.Checked(1, List.of(1L), List.of(2L)));
    assertThat(checks.unchanged(files)).containsExactly("0.bin");
  }

  /** Each is looked for, and then read: some go in between. */
  @Test
  void filesThatAnotherProgramRemovesMeanwhileAreMissing() throws IOException {
    FileChecks checks = new FileChecks(new DownloadRoot(dir));
    for (int round = 0; round < 20; round++) {
      List<Saved> files = saved(500);
      make(files);
      CompletableFuture<Void> removed = CompletableFuture.runAsync(() -> remove(files));
      List<FileAnswer.Checked> seen = new ArrayList<>();
      while (!removed.isDone()) {
        seen.add((FileAnswer.Checked) checks.compare(files));
        assertThat(checks.unchanged(files)).hasSizeLessThanOrEqualTo(500);
      }
      assertThat(seen).allMatch(told -> told.corrupt().isEmpty());
      removed.join();
      assertThat(checks.unchanged(files)).isEmpty();
    }
  }

  /** The last one first, so that those are met which are looked at in order. */
  private void remove(List<Saved> files) {
    try {
      for (int i = files.size() - 1; i >= 0; i--) {
        Files.delete(dir.resolve(files.get(i).path()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
