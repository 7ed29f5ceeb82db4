package dev.fetchery.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsFileTest {
  @TempDir private Path dir;

  private Map<Setting, String> read(String yaml) throws IOException, SettingsException {
    return SettingsFile.read(Files.writeString(dir.resolve("settings.yaml"), yaml));
  }

  private void refused(String yaml, String message) {
    assertThatThrownBy(() -> read(yaml))
        .isInstanceOf(SettingsException.class)
        .hasMessage(dir.resolve("settings.yaml") + message);
  }

  /** In YAML some of these are numbers, or yes and no. */
  @ParameterizedTest
  @ValueSource(strings = {"0123", "1.10", "1_000", "0x1F", "1e3", "+7", "True", "2001-01-01"})
  void textIsTakenAsItIsWritten(String written) throws Exception {
    assertThat(read("token: " + written + "\nnode: " + written))
        .containsEntry(Setting.TOKEN, written)
        .containsEntry(Setting.NODE, written);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "\n \n", "# port: 8080\n\n  # token: x", "\ufeff# port: 8080\n", "---\n"})
  void fileOfCommentsAloneSetsNothing(String yaml) throws Exception {
    assertThat(read(yaml)).isEmpty();
  }

  @Test
  void keyBelowCommentsIsRead() throws Exception {
    assertThat(read("# port: 1\n\nport: 2\n# port: 3"))
        .containsExactly(Map.entry(Setting.PORT, "2"));
  }

  @Test
  void partOfAListIsTakenAsItIsWritten() throws Exception {
    assertThat(read("allow-host: [a.test, 1.10]")).containsEntry(Setting.ALLOW_HOST, "a.test,1.10");
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "True", "TRUE"})
  void switchIsReadAsYamlWritesIt(String written) throws Exception {
    assertThat(read("cluster: " + written)).containsEntry(Setting.CLUSTER, "true");
  }

  @ParameterizedTest
  @CsvSource({
    "conurrency, concurrency",
    "data_dir, data-dir",
    "dataDir, data-dir",
    "downloads, downloads-dir",
    "allow-hosts, allow-host"
  })
  void keyThatIsMisspeltIsGuessed(String written, String meant) {
    refused(
        written + ": 1",
        ": \""
            + written
            + "\" is not a setting (did you mean "
            + meant
            + "?); see `fetchery serve --help`");
  }

  @Test
  void keyThatResemblesNoneIsNotGuessed() {
    refused("xyzzy: 1", ": \"xyzzy\" is not a setting; see `fetchery serve --help`");
  }

  @Test
  void whatWouldBeReadOtherwiseThanItIsWrittenIsRefused() {
    refused("token: &t abc\nnode: *t", ", line 2: write the value out: *NAME is not read");
    refused("port: 1\n---\nport: 2\n", ", line 3: only one document is read");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "# nothing\n", "---\n", "\ufeff", "port:\n"})
  void fileThatSetsNothingIsFine(String yaml) throws Exception {
    assertThat(read(yaml)).isEmpty();
  }

  @Test
  void byteOrderMarkBelongsToNoKey() throws Exception {
    assertThat(read("\ufeffport: 1\r\nnode: a\r\n"))
        .isEqualTo(Map.of(Setting.PORT, "1", Setting.NODE, "a"));
  }

  /** As a path it would make a directory called "s3:". */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "FILES | ftp://h/d | a directory or s3://BUCKET[/PREFIX]",
        "FILES | S3://bkt | a directory or s3://BUCKET[/PREFIX]",
        "DOWNLOADS_DIR | s3://bkt | a path: it is a URL",
        "DATA_DIR | file:///d | a path: it is a URL",
        "TOKEN_FILE | https://h/token | a path: it is a URL"
      })
  void urlIsNoPath(Setting setting, String value, String expected) {
    assertThatThrownBy(() -> SettingsLoader.load(Map.of(setting, value), Map.of(), null, true))
        .isInstanceOf(SettingsException.class)
        .hasMessage(setting.flag() + ": \"" + value + "\" is not " + expected);
  }

  @Test
  void faultOfTheCredentialsNamesTheSetting() {
    String none = dir.resolve("none").toString();
    assertThatThrownBy(
            () -> SettingsLoader.load(Map.of(Setting.CREDENTIALS, none), Map.of(), null, true))
        .hasMessage("--credentials: cannot read " + none + " (credentials): no such file");
  }
}
