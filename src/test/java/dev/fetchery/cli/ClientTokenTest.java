package dev.fetchery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.config.Setting;
import dev.fetchery.testing.Keys;
import io.vertx.core.net.PfxOptions;
import java.nio.charset.StandardCharsets;
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

  /** What {@code fetchery list} says in a process with these variables. */
  private String listed(Map<String, String> environment) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            "dev.fetchery.Main",
            "list",
            "--json");
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.startsWith("FETCHERY_") || name.equals("SSL_CERT_FILE"));
    builder.environment().putAll(environment);
    Process process = builder.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() + " " + said;
  }

  @Test
  void serverAndTokenAreTakenFromTheEnvironment() throws Exception {
    try (RunningService service = RunningService.start(dir, 0, "secret-of-mine", Map.of())) {
      String server = service.address();
      assertThat(
              listed(Map.of("FETCHERY_SERVER", server + "/", "FETCHERY_TOKEN", " secret-of-mine ")))
          .startsWith("0 {\"jobs\":[]");
      assertThat(listed(Map.of("FETCHERY_SERVER", server)))
          .startsWith("1 ")
          .contains("asks for a token");
      assertThat(listed(Map.of("FETCHERY_SERVER", server, "FETCHERY_TOKEN", "two words")))
          .startsWith("2 ")
          .contains("FETCHERY_TOKEN: a token is one line")
          .doesNotContain("two words");
      assertThat(listed(Map.of("FETCHERY_SERVER", "not an address")))
          .startsWith("2 ")
          .contains("FETCHERY_SERVER must be the address of a service");
    }
  }

  @Test
  void serviceWhoseAuthorityIsNamedIsTrustedAndNoOther() throws Exception {
    PfxOptions key = Keys.pfx(dir, "mine", "dns:localhost,ip:127.0.0.1");
    Path cert = Files.writeString(dir.resolve("c.pem"), Keys.pem(Keys.certificate(key)));
    Path secret = Files.writeString(dir.resolve("k.pem"), Keys.keyPem(key));
    PfxOptions other = Keys.pfx(dir, "other", "dns:localhost");
    Path stranger = Files.writeString(dir.resolve("o.pem"), Keys.pem(Keys.certificate(other)));
    Map<Setting, String> tls =
        Map.of(Setting.TLS_CERT, cert.toString(), Setting.TLS_KEY, secret.toString());
    try (RunningService service = RunningService.start(dir, tls)) {
      String server = service.address();
      assertThat(server).startsWith("https://");
      assertThat(Execution.of("list", "--server", server, "--ca-file", cert).status()).isZero();
      Execution unknown = Execution.of("list", "--server", server, "--ca-file", stranger);
      assertThat(unknown.status()).isEqualTo(1);
      assertThat(unknown.err()).contains("TLS", "--ca-file names authorities to trust");
      assertThat(Execution.of("list", "--server", server).status()).isEqualTo(1);
    }
  }

  @Test
  void authoritiesOfTheEnvironmentAreTrustedWhereNoneAreGiven() throws Exception {
    PfxOptions key = Keys.pfx(dir, "mine", "dns:localhost,ip:127.0.0.1");
    Path cert = Files.writeString(dir.resolve("c.pem"), Keys.pem(Keys.certificate(key)));
    Path secret = Files.writeString(dir.resolve("k.pem"), Keys.keyPem(key));
    Path none = Files.writeString(dir.resolve("n.pem"), "no certificate");
    Map<Setting, String> tls =
        Map.of(Setting.TLS_CERT, cert.toString(), Setting.TLS_KEY, secret.toString());
    try (RunningService service = RunningService.start(dir, tls)) {
      String server = service.address();
      assertThat(listed(Map.of("FETCHERY_SERVER", server, "SSL_CERT_FILE", cert.toString())))
          .startsWith("0 {\"jobs\":[]");
      assertThat(listed(Map.of("FETCHERY_SERVER", server, "SSL_CERT_FILE", none.toString())))
          .startsWith("2 ")
          .contains("SSL_CERT_FILE: ", "n.pem");
    }
  }

  @Test
  void authoritiesOfTheEnvironmentDoNotMatterWhereThereIsNoTls() throws Exception {
    try (RunningService service = RunningService.start(dir, Map.of())) {
      assertThat(
              listed(
                  Map.of(
                      "FETCHERY_SERVER",
                      service.address(),
                      "SSL_CERT_FILE",
                      dir.resolve("none").toString())))
          .startsWith("0 {\"jobs\":[]");
    }
  }

  @Test
  void tokenFileThatIsNotThereIsAMistake() {
    Execution execution = Execution.of("list", "--token-file", dir.resolve("none"));
    assertThat(execution.status()).isEqualTo(2);
    assertThat(execution.err())
        .startsWith("fetchery: --token-file: cannot read " + dir.resolve("none"))
        .contains(": no such file");
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
