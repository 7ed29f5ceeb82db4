package dev.fetchery.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Programs of others that speak S3, as the build unpacks them; each has the bucket {@code bkt}. */
enum BucketServers {
  S3PROXY("s3proxy.jar", "Started .*\\{127\\.0\\.0\\.1:(\\d+)}") {
    @Override
    List<String> arguments(Path dir) throws IOException {
      Path data = Files.createDirectories(dir.resolve("objects/bkt"));
      String properties =
          """
          s3proxy.endpoint=http://127.0.0.1:0
          s3proxy.authorization=aws-v2-or-v4
          s3proxy.identity=%s
          s3proxy.credential=%s
          jclouds.provider=filesystem-nio2
          jclouds.filesystem.basedir=%s
          """
              .formatted(ID, SECRET, data.getParent());
      Path file = Files.writeString(dir.resolve("s3proxy.conf"), properties);
      return List.of("--properties", file.toString());
    }
  },
  S3MOCK("s3mock.jar", "Tomcat started on ports? .*?(\\d+) \\(http\\)") {
    @Override
    List<String> arguments(Path dir) {
      return List.of("--server.port=0", "--http.port=0");
    }
  };

  static final String ID = "local-identity";
  static final String SECRET = "local-credential";
  private static final long PATIENCE_S = 120;

  private final String jar;
  private final Pattern started;

  BucketServers(String jar, String started) {
    this.jar = jar;
    this.started = Pattern.compile(started);
  }

  abstract List<String> arguments(Path dir) throws IOException;

  /** One that runs. */
  record Running(Process process, String endpoint) implements AutoCloseable {

    /** The options by which the service saves there. */
    Object[] options() {
      return new Object[] {
        "--files", "s3://bkt/pre fix", "--s3-endpoint", endpoint, "--s3-path-style"
      };
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }

  Running start(Path dir) throws Exception {
    Path program = Path.of(System.getProperty("fetchery.jar")).resolveSibling("s3").resolve(jar);
    assertThat(program).exists();
    Path log = Files.createDirectories(dir).resolve("log");
    List<String> command =
        new ArrayList<>(
            List.of(
                System.getProperty("java.home") + "/bin/java",
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                program.toString()));
    command.addAll(arguments(dir));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(Map.of("COM_ADOBE_TESTING_S3MOCK_STORE_INITIAL_BUCKETS", "bkt"));
    Process process = builder.redirectOutput(log.toFile()).start();
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
    while (true) {
      String text = Files.readString(log, StandardCharsets.UTF_8);
      Matcher line = started.matcher(text);
      if (line.find()) {
        return new Running(process, "http://127.0.0.1:" + line.group(1));
      }
      assertThat(process.isAlive() && System.nanoTime() < until).as("%s", text).isTrue();
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }
}
