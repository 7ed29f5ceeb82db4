package dev.fetchery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The guides name classes, methods and files that exist. */
class DocsTest {
  private static final Path GUIDES = Path.of("src/site/markdown");

  /**
   * {@code `Type`} or {@code `package.Type.method`}, with at least two words in the type's name.
   */
  private static final Pattern NAME =
      Pattern.compile("`(?:[a-z]+\\.)?([A-Z][a-z0-9]+[A-Z]\\w*)(?:\\.([a-z]\\w*))?`");

  private static final Pattern DECLARATION =
      Pattern.compile("\\b(?:class|record|enum|interface) (\\w+)");
  private static final Pattern LINK = Pattern.compile("]\\(([^)#]+)(?:#[^)]*)?\\)");

  /** Types of libraries that the guides speak of. */
  private static final Set<String> OF_LIBRARIES =
      Set.of(
          "AsyncFile",
          "BufferInternal",
          "ConnectionBase",
          "HttpClient",
          "S3AsyncClient",
          "VertxInternal",
          "WebClientInternal");

  /** The source that declares a type, by the type's name. */
  private static final Map<String, String> SOURCES = sources();

  static List<Path> guides() {
    return Stream.concat(files(GUIDES, ".md"), Stream.of(Path.of("README.md"))).toList();
  }

  @ParameterizedTest
  @MethodSource("guides")
  void classesAndMethodsThatAreNamedExist(Path guide) throws IOException {
    String alerts = Files.readString(Path.of("conf/prometheus/alerts.yaml"));
    for (Matcher name = NAME.matcher(Files.readString(guide)); name.find(); ) {
      if (alerts.contains("alert: " + name.group(1)) || OF_LIBRARIES.contains(name.group(1))) {
        continue;
      }
      assertThat(SOURCES.keySet()).as(name.group()).contains(name.group(1));
      if (name.group(2) != null) {
        assertThat(SOURCES.get(name.group(1))).as(name.group()).contains(name.group(2) + "(");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("guides")
  void linksLeadToFiles(Path guide) throws IOException {
    for (Matcher link = LINK.matcher(Files.readString(guide)); link.find(); ) {
      if (!link.group(1).startsWith("http")) {
        assertThat(guide.resolveSibling(link.group(1))).exists();
      }
    }
  }

  @Test
  void everyAlertIsExplained() throws IOException {
    String operations = Files.readString(GUIDES.resolve("operations.md"));
    String alerts = Files.readString(Path.of("conf/prometheus/alerts.yaml"));
    for (Matcher alert = Pattern.compile("alert: (\\w+)").matcher(alerts); alert.find(); ) {
      assertThat(operations).contains("`" + alert.group(1) + "`");
    }
  }

  @Test
  void glossaryHasEachTermOnceInAlphabeticalOrder() throws IOException {
    List<String> terms =
        Files.readAllLines(GUIDES.resolve("glossary.md")).stream()
            .filter(line -> line.startsWith("| "))
            .map(line -> line.split("\\|", 3)[1].replace("*", "").strip())
            .skip(2)
            .toList();
    assertThat(terms).contains("admission", "window").doesNotHaveDuplicates().isSorted();
  }

  private static Map<String, String> sources() {
    Map<String, String> sources = new HashMap<>();
    files(Path.of("src"), ".java")
        .forEach(
            file -> {
              String source = read(file);
              for (Matcher type = DECLARATION.matcher(source); type.find(); ) {
                sources.merge(type.group(1), source, String::concat);
              }
            });
    return sources;
  }

  private static Stream<Path> files(Path root, String ending) {
    try (Stream<Path> walk = Files.walk(root)) {
      return walk.filter(file -> file.toString().endsWith(ending)).sorted().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
