package dev.fetchery.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompletionTest {
  private static final Path ZSH = Path.of("/usr/bin/zsh");

  @TempDir private Path dir;

  /** What bash offers for the last of these words. */
  private List<String> offered(String words) throws Exception {
    assumeThat(Path.of("/bin/bash")).as("there is no bash here").isExecutable();
    Path script = Files.writeString(dir.resolve("c"), Execution.of("completion", "bash").out());
    String ask =
        "source "
            + script
            + "; compopt() { :; }; COMP_WORDS=("
            + words
            + "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); COMPREPLY=();"
            + " $(complete -p fetchery | sed 's/.*-F \\([^ ]*\\).*/\\1/');"
            + " printf '%s\\n' \"${COMPREPLY[@]}\"";
    Process bash =
        new ProcessBuilder("/bin/bash", "-c", ask)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return said.lines().toList();
  }

  /** What zsh offers, by the functions that it has for scripts of bash. */
  private List<String> offeredByZsh(String words) throws Exception {
    boolean there = Files.isExecutable(ZSH);
    if (System.getenv("CI") == null) {
      assumeThat(there).as("there is no zsh here").isTrue();
    }
    assertThat(there).isTrue();
    Path script = Files.writeString(dir.resolve("c"), Execution.of("completion", "zsh").out());
    String ask =
        "autoload -U compinit; compinit -D -u; source "
            + script
            + "; [[ ${_comps[fetchery]} == *_complete_fetchery* ]] || exit 1; ask() { emulate -L sh;"
            + " setopt kshglob noshglob braceexpand nokshautoload; local -a COMP_WORDS COMPREPLY;"
            + " COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1)); _complete_fetchery;"
            + " printf '%s\\n' \"${COMPREPLY[@]}\"; }; ask "
            + words;
    Process zsh =
        new ProcessBuilder(ZSH.toString(), "-f", "-c", ask).redirectErrorStream(true).start();
    String said = new String(zsh.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(zsh.waitFor()).as(said).isZero();
    String typed = words.substring(words.lastIndexOf(' ') + 1);
    // zsh itself leaves out what does not begin as the word does.
    return said.lines().filter(word -> word.startsWith(typed)).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "fetchery se, serve",
    "./fetchery wa, watch",
    "fetchery serve --downl, --downloads-dir",
    "fetchery get --dry, --dry-run",
    "fetchery completion z, zsh"
  })
  void zshCompletesForTheLaunchersName(String words, String offered) throws Exception {
    assertThat(offeredByZsh(words)).containsExactly(offered);
  }

  @ParameterizedTest
  @CsvSource({
    "fetchery se, serve",
    "/opt/f/fetchery wa, watch",
    "./fetchery serve --downl, --downloads-dir",
    "fetchery get --dry, --dry-run",
    "fetchery list --sea, --search",
    "fetchery completion z, zsh"
  })
  void bashCompletesForTheLaunchersName(String words, String offered) throws Exception {
    assertThat(offered(words)).containsExactly(offered);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "run",
        "submit",
        "run --dir",
        "submit --json",
        "get -i",
        "get --output-dir",
        "serve --credentials",
        "serve --downloads-dir",
        "serve --files",
        "serve --tls-key",
        "fetcher --cluster-ca",
        "watch --token-file",
        "list --ca-file"
      })
  void filesAreOfferedWhereAFileIsTaken(String words) throws Exception {
    Path file = Files.writeString(dir.resolve("a $(echo b) it's.txt"), "");
    assertThat(offered("fetchery " + words + " " + dir + "/a"))
        .as(words)
        .isEqualTo(words.equals("run --dir") ? List.of("") : List.of(file.toString()));
  }

  @ParameterizedTest
  @CsvSource({
    "run --format n, ndjson",
    "get --format c, csv",
    "submit --if-exists ref, refresh",
    "get --on-bad-line f, fail",
    "list --state part, partial",
    "retry --code time, timeout",
    "serve --durability f, full",
    "serve --allow-egress lo, loopback"
  })
  void valuesAreOfferedWhereThereAreFew(String words, String offered) throws Exception {
    assertThat(offered("fetchery " + words)).containsExactly(offered);
  }

  @Test
  void scriptIsThatOfZshToo() {
    assertThat(Execution.of("completion", "zsh").out())
        .isEqualTo(Execution.of("completion", "bash").out())
        .contains("ZSH_VERSION", "bashcompinit");
  }

  @ParameterizedTest
  @ValueSource(strings = {"fish", "BASH", "-"})
  void otherShellsAreRefused(String shell) {
    Execution execution = Execution.of("completion", shell);
    assertThat(execution.status()).isEqualTo(2);
    assertThat(execution.err()).contains("bash or zsh");
  }

  @Test
  void itsHelpNamesOnlyCommandsThatExist() {
    assertThat(Execution.of("completion", "--help").out())
        .contains("fetchery completion")
        .doesNotContain("generate-completion");
  }

  @Test
  void helpOfACommandByItsName() {
    Execution execution = Execution.of("help", "serve");
    assertThat(execution.status()).isZero();
    assertThat(execution.out()).isEqualTo(Execution.of("serve", "--help").out());
  }

  @Test
  void ofAnOptionGivenTwiceTheLastWins() {
    Execution execution = Execution.of("list", "--server", "x", "--server", "http://127.0.0.1:1");
    assertThat(execution.status()).isEqualTo(1);
    assertThat(execution.err().lines())
        .singleElement()
        .asString()
        .contains("no service at http://127.0.0.1:1");
  }
}
