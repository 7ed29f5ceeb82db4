package dev.fetchery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientTokenTest {
  @TempDir private Path dir;

  @Test
  void tokenIsAskedForTakenAndRefused() throws Exception {
    try (RunningService service = RunningService.start(dir, 0, "secret-of-mine", Map.of())) {
      Execution none = Execution.of("list", "--server", service.address());
      assertThat(none.status()).isEqualTo(1);
      assertThat(none.err()).contains("asks for a token", "--token-file").doesNotContain("secret");
      Path right = Files.writeString(dir.resolve("right"), "secret-of-mine\n");
      assertThat(
              Execution.of("list", "--server", service.address(), "--token-file", right).status())
          .isZero();
      Path wrong = Files.writeString(dir.resolve("wrong"), "other-secret");
      Execution refused =
          Execution.of("list", "--server", service.address(), "--token-file", wrong);
      assertThat(refused.status()).isEqualTo(1);
      assertThat(refused.err()).contains("does not take this token").doesNotContain("other-secret");
    }
  }

  @Test
  void tokenFileThatIsNotThereIsAMistake() {
    Execution execution = Execution.of("list", "--token-file", dir.resolve("none"));
    assertThat(execution.status()).isEqualTo(2);
    assertThat(execution.err()).contains("--token-file: cannot read");
  }

  @Test
  void authoritiesThatAreNoneAreAMistake() throws Exception {
    Path file = Files.writeString(dir.resolve("ca.pem"), "no certificate");
    Execution execution =
        Execution.of("list", "--server", "https://127.0.0.1:1", "--ca-file", file);
    assertThat(execution.status()).isEqualTo(2);
    assertThat(execution.err()).contains("--ca-file: ", "ca.pem");
  }
}
