package dev.fetchery.fetcher.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DownloadRootTest {
  /** Any that exists: nothing is written in it. */
  private final DownloadRoot root;

  private final Path directory;

  DownloadRootTest() throws IOException {
    root = new DownloadRoot(Path.of(System.getProperty("java.io.tmpdir")));
    directory = root.directory();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "a/b", ".a", "..a", "a..", "...", "a/.b/..c", "a//b", "a/", "ä/日本"})
  void pathInsideIsTakenAsItIs(String relative) throws Exception {
    assertThat(root.at(relative)).isEqualTo(directory.resolve(relative));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", ".", "..", "a/..", "a/../b", "../a", "./a", "a/.", "/", "/etc", "a/./b", "a\0"
      })
  void pathThatMayLeadElsewhereIsRefused(String relative) {
    assertThatThrownBy(() -> root.at(relative)).isInstanceOf(DestinationException.class);
  }

  /** What is told from the text is what the file system's own rule tells. */
  @Property
  void textTellsWhatThePathTells(@ForAll("paths") String relative) throws Exception {
    Path path = directory.resolve(relative);
    boolean inside =
        path.startsWith(directory) && path.equals(path.normalize()) && !path.equals(directory);
    if (inside && !relative.isEmpty()) {
      assertThat(root.at(relative)).isEqualTo(path);
    } else {
      assertThatThrownBy(() -> root.at(relative)).isInstanceOf(DestinationException.class);
    }
  }

  @Provide
  Arbitrary<String> paths() {
    return Arbitraries.strings().withChars('/', '.', 'a', ' ').ofMaxLength(9);
  }
}
