package dev.fetchery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
    "get -i - --on-bad-line, skip",
    "list --limit, 0",
    "bench --files, 0",
    "demo --lag-ms, -1",
    "completion, fish"
  })
  void valueThatIsRefusedIsTold(String command, String value) {
    List<Object> args = new ArrayList<>(List.of(command.split(" ")));
    args.add(value);
    Execution execution = Execution.of(args.toArray());
    assertThat(execution.status()).isEqualTo(2);
    String option = command.replaceFirst(".* ", "").replace("completion", "the shell");
    assertThat(execution.err())
        .contains(option + " must be ", ", not \"" + value + "\"")
        .satisfies(text -> assertThat(text.lines()).hasSize(1));
  }
}
