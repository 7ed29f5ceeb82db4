package dev.fetchery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FetcheryCommandTest {
  @TempDir private Path dir;

  /** {@code serve} with directories of the test's own, on a free port. */
  private Execution serve(Object... more) {
    Object[] args = new Object[7 + more.length];
    args[0] = "serve";
    args[1] = "--port";
    args[2] = 0;
    args[3] = "--data-dir";
    args[4] = dir.resolve("data");
    args[5] = "--downloads-dir";
    args[6] = dir.resolve("downloads");
    System.arraycopy(more, 0, args, 7, more.length);
    return Execution.of(args);
  }

  private void refused(Execution execution, int status, String... parts) {
    assertThat(execution.status()).isEqualTo(status);
    assertThat(execution.err()).startsWith("fetchery: ").contains(parts);
    assertThat(execution.err().lines()).hasSize(1);
    assertThat(execution.out()).isEmpty();
    assertThat(dir.resolve("data")).doesNotExist();
    assertThat(dir.resolve("downloads")).doesNotExist();
  }

  @Test
  void withoutCommandTheHelpIsPrinted() {
    Execution execution = Execution.of();
    assertThat(execution.status()).isZero();
    assertThat(execution.out()).contains("serve", "run", "demo", "origin", "bench", "completion");
  }

  @ParameterizedTest
  @ValueSource(strings = {"serve", "run", "demo", "bench"})
  void helpOfEachCommandHasExamplesAndExitStatus(String command) {
    Execution execution = Execution.of(command, "--help");
    assertThat(execution.status()).isZero();
    assertThat(execution.out()).contains("Examples:", "  fetchery " + command, "Exit status:");
  }

  @Test
  void helpSaysTheDefaultsThatTheCommandGoesBy() {
    assertThat(help("serve")).contains("Default: ./data.", "Default: 8080.");
    assertThat(help("run")).contains("Default: ./data.").doesNotContain("8080");
    assertThat(help("get"))
        .contains("--data-dir", "--port")
        .doesNotContain("./data", "./downloads", "8080");
  }

  /** In one line: where others end is the terminal's matter. */
  private static String help(String command) {
    return Execution.of(command, "--help").out().replaceAll("\\s+", " ");
  }

  /** To build the others costs more than to run a short one. */
  @Test
  void onlyTheNamedCommandIsBuilt() {
    assertThat(FetcheryCommand.commandLine("list", "--json").getSubcommands())
        .containsOnlyKeys("list");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "help", "completion", "lsit", "--version"})
  void allAreBuiltWhereTheyAreToldOf(String first) {
    assertThat(FetcheryCommand.commandLine(first).getSubcommands())
        .containsOnlyKeys(FetcheryCommand.commandLine().getSubcommands().keySet())
        .containsKeys("serve", "get", "run", "help", "completion");
  }

  @Test
  void versionIsThatOfTheBuild() {
    assertThat(Execution.of("--version").out()).matches("fetchery \\S+\\R");
  }

  @Test
  void completionScriptKnowsTheOptions() {
    assertThat(Execution.of("completion").out()).contains("--downloads-dir", "--lag-ms");
  }

  @Test
  void unknownOptionIsOneLineThatPointsToTheHelp() {
    refused(serve("--prot", "1"), 2, "'--prot'", "see fetchery serve --help");
  }

  @Test
  void badValueIsOneLine() {
    refused(serve("--concurrency", "many"), 2, "--concurrency: \"many\" is not a whole number");
  }

  @Test
  void listeningBeyondLoopbackWithoutTokenIsRefused() {
    refused(serve("--host", "0.0.0.0"), 2, "--host", "needs a token");
  }

  @Test
  void badSettingsFileIsOneLine() throws Exception {
    Path file = Files.writeString(dir.resolve("f.yaml"), "prot: 1\n");
    refused(serve("--config", file), 2, "f.yaml: \"prot\" is not a setting");
  }

  @Test
  void portInUseIsOneLineAndNothingIsTouched() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Execution execution =
          Execution.of(
              "serve",
              "--port",
              taken.getLocalPort(),
              "--data-dir",
              dir.resolve("data"),
              "--downloads-dir",
              dir.resolve("downloads"));
      refused(execution, 1, "cannot listen on 127.0.0.1:" + taken.getLocalPort(), "--port");
    }
  }

  @Test
  void directoryThatCannotBeUsedIsOneLineAndNothingIsTouched() throws Exception {
    Path file = Files.createFile(dir.resolve("file"));
    Execution execution =
        Execution.of(
            "serve", "--port", 0, "--data-dir", dir.resolve("data"), "--downloads-dir", file);
    refused(execution, 1, "cannot use " + file, "is not a directory", "--downloads-dir");
  }

  @Test
  void dataInsideDownloadsIsRefused() {
    Execution execution =
        Execution.of(
            "serve", "--port", 0, "--data-dir", dir.resolve("data"), "--downloads-dir", dir);
    refused(execution, 1, "lies inside the downloads directory");
  }

  @Test
  void filesThatAreNoTlsAreOneLine() throws Exception {
    Path cert = Files.writeString(dir.resolve("cert.pem"), "no certificate");
    refused(serve("--tls-cert", cert, "--tls-key", cert), 1, "TLS cannot be set up", "cert.pem");
    Path none = dir.resolve("none.pem");
    refused(serve("--tls-cert", none, "--tls-key", cert), 1, "cannot read", "--tls-cert");
  }

  @Test
  void jobFileThatIsNotThereIsOneLine() {
    refused(Execution.of("run", dir.resolve("no.json")), 2, "no.json: no such file");
    refused(Execution.of("run", dir), 2, "is a directory");
  }

  @Test
  void benchWithMorePagesThanFilesIsRefused() {
    refused(Execution.of("bench", "--files", 3, "--pages", 4), 2, "--pages must be from 1 to 3");
  }
}
