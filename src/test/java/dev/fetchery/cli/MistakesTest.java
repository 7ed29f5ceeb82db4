package dev.fetchery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MistakesTest {
  @ParameterizedTest
  @CsvSource({
    "serv, serve",
    "sreve, serve",
    "lst, list",
    "wach, watch",
    "compl, completion",
    "https://h/a.zip, get https://h/a.zip"
  })
  void commandThatIsMisspeltIsGuessed(String written, String meant) {
    Execution execution = Execution.of(written);
    assertThat(execution.status()).isEqualTo(2);
    assertThat(execution.err())
        .startsWith("fetchery: unknown command '" + written + "' (did you mean " + meant + "?)");
  }

  @ParameterizedTest
  @CsvSource({"xyzzy", "a", "''"})
  void commandThatResemblesNoneIsNotGuessed(String written) {
    assertThat(Execution.of(written).err()).doesNotContain("did you mean");
  }

  @ParameterizedTest
  @CsvSource({
    "serve, --prot, --port",
    "serve, --downloads, --downloads-dir",
    "serve, --conecurrency=5, --concurrency",
    "demo, --exti, --exit",
    "get, --dryrun, --dry-run",
    "list, --serach, --search"
  })
  void optionThatIsMisspeltIsGuessed(String command, String written, String meant) {
    assertThat(Execution.of(command, written).err())
        .contains("unknown option '" + written.replace("=5", "") + "'")
        .contains("(did you mean " + meant + "?)")
        .contains("see fetchery " + command + " --help")
        .satisfies(text -> assertThat(text.lines()).hasSize(1));
  }

  @ParameterizedTest
  @CsvSource({"bench, --files, many", "retry, --item, 3.5"})
  void numberThatIsNoneIsToldWithoutTypesOfJava(String command, String option, String value) {
    Execution execution = Execution.of(command, option, value);
    assertThat(execution.status()).isEqualTo(2);
    assertThat(execution.err()).contains("'" + value + "' is not a whole number");
  }

  @ParameterizedTest
  @CsvSource({
    "get -i - --format, xml",
    "submit - --format, xml",
    "submit - --on-bad-line, skip",
    "run - --format, xml",
    "run - --on-bad-line, skip",
    "get -i - --on-bad-line, skip",
    "list --limit, 0",
    "bench --files, 0",
    "demo --lag-ms, -1",
    "origin --lag-ms, -1",
    "origin --port, 70000",
    "completion, fish"
  })
  void valueThatIsRefusedIsToldBeforeStandardInputIsRead(String command, String value) {
    List<Object> args = new ArrayList<>(List.of(command.split(" ")));
    args.add(value);
    InputStream given = System.in;
    AtomicBoolean read = new AtomicBoolean();
    System.setIn(
        new InputStream() {
          @Override
          public int read() {
            read.set(true);
            return -1;
          }

          @Override
          public int read(byte[] bytes, int from, int length) {
            return read();
          }
        });
    Execution execution;
    try {
      execution = Execution.of(args.toArray());
    } finally {
      System.setIn(given);
    }
    assertThat(read).isFalse();
    assertThat(execution.status()).isEqualTo(2);
    String option = command.replaceFirst(".* ", "").replace("completion", "the shell");
    assertThat(execution.err())
        .contains(option + " must be ", ", not \"" + value + "\"")
        .satisfies(text -> assertThat(text.lines()).hasSize(1));
  }

  @ParameterizedTest
  @CsvSource({
    "get|http://u:secret@bad host/, fetchery: http://***@bad host/: the URL's host",
    "get|u:secret@bad host/, fetchery: ***@bad host/: only http and https",
    "get|u:secret@h.test/a, did you mean https://***@h.test/a?",
    "get|http://secret@bad_host:x/, fetchery: http://***@bad_host:x/",
    "get|http://u:se@secret@bad host/, fetchery: http://***@bad host/: the URL's host",
    "serve|--files|ftp://u:a secret@h/d, \"ftp://***@h/d\" is not a directory or s3://",
    "http://u:secret@h.test/a, did you mean get http://***@h.test/a?",
    "serve|--files|ftp://u:secret@h/d, \"ftp://***@h/d\" is not a directory or s3://",
    "serve|--store|postgresql://u:secret@h/d, postgresql://USER@HOST",
    "run|http://u:secret@h.test/a, fetchery: http://***@h.test/a: no such file"
  })
  void passwordOfAUrlIsNotRepeated(String command, String told) {
    Execution execution = Execution.of((Object[]) command.split("[|]"));
    assertThat(execution.status()).isEqualTo(2);
    assertThat(execution.err()).contains(told).doesNotContain("secret");
  }

  @ParameterizedTest
  @CsvSource({
    "get|-o|-|http://h/, '-o takes a directory, not standard output; one called - is ./-'",
    "get|-o|s3://bkt|http://h/, '-o takes a directory, not a URL; --files takes s3://BUCKET'",
    "get|--|-x, '-x: not an absolute URL: it must begin with http:// or https://\n'",
    "get|example.com/a, did you mean https://example.com/a?",
    "get|localhost:80, did you mean https://localhost:80?",
    "get| , fetchery: the URL is empty",
    "get|http://h/\ufffd, characters that this locale cannot read: write them percent-encoded",
    "get|http://h/|--config| , --config: \"\" is not a path",
    "help|srve, unknown command 'srve' (did you mean serve?); see fetchery --help"
  })
  void whatIsNoDirectoryOrNoUrlIsTold(String command, String told) {
    Execution execution = Execution.of((Object[]) command.replace("| ", "|").split("[|]", -1));
    assertThat(execution.status()).isEqualTo(2);
    assertThat(execution.err()).contains(told);
  }

  @ParameterizedTest
  @ValueSource(strings = {"serve", "get", "list", "completion"})
  void everyCommandTellsTheVersion(String command) {
    Execution execution = Execution.of(command, "--version");
    assertThat(execution.status()).isZero();
    assertThat(execution.out()).isEqualToIgnoringNewLines(Execution.of("-V").out());
    assertThat(execution.out()).startsWith("fetchery ");
  }
}
