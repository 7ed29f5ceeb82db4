package dev.fetchery.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.cli.JarProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What keeps the program from starting is one line that says what, where and what to do. */
class StartIT {
  /** Where SQLite keeps {@code user_version} in the file. */
  private static final int VERSION_AT = 60;

  /** Where SQLite keeps {@code application_id} in the file. */
  private static final int APPLICATION_ID_AT = 68;

  @TempDir private Path dir;

  /** Everything below the directory, with what is in it. */
  private Map<String, String> tree() throws IOException, NoSuchAlgorithmException {
    Map<String, String> tree = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(dir)) {
      for (Path path : walk.toList()) {
        String content = Files.isRegularFile(path) ? sha256(path) : "/";
        // Taking the lock is how an instance finds out that there is no other.
        if (!path.endsWith("fetchery.lock")) {
          tree.put(dir.relativize(path).toString(), content);
        }
      }
    }
    return tree;
  }

  private static String sha256(Path file) throws IOException, NoSuchAlgorithmException {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
    return HexFormat.of().formatHex(digest);
  }

  private void refused(int status, List<Object> args, String... parts) throws Exception {
    refused(List.of(), status, args, parts);
  }

  private void refused(List<String> machine, int status, List<Object> args, String... parts)
      throws Exception {
    Map<String, String> before = tree();
    try (JarProcess process = JarProcess.start(dir, machine, args.toArray())) {
      assertThat(process.await()).as("%s", process.err()).isEqualTo(status);
      assertThat(process.err()).hasSize(1);
      assertThat(process.err().get(0)).startsWith("fetchery: ").contains(parts);
      assertThat(process.out()).isEmpty();
    }
    assertThat(tree()).isEqualTo(before);
  }

  private static List<Object> serve(Object... further) {
    return Stream.concat(Stream.of("serve", "--port", 0), Stream.of(further)).toList();
  }

  /** A database as a former run leaves it. */
  private Path database() throws Exception {
    try (JarProcess serve = Api.serve(dir)) {
      Api.of(serve);
      assertThat(serve.terminate().await()).isZero();
    }
    return dir.resolve("data/fetchery.db");
  }

  @Test
  void portInUse() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      refused(1, List.of("serve", "--port", port), "127.0.0.1:" + port, "--port");
    }
  }

  @Test
  void fileInPlaceOfADirectory() throws Exception {
    Path file = Files.writeString(dir.resolve("file"), "x");
    refused(1, serve("--data-dir", file), file.toString(), "--data-dir");
    Path below = file.resolve("downloads");
    refused(1, serve("--downloads-dir", below), file.toString(), "--downloads-dir");
  }

  @Test
  void directoryThatCannotBeWritten() throws Exception {
    Path locked = Files.createDirectory(dir.resolve("locked"));
    Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("r-x------"));
    for (String option : List.of("--data-dir", "--downloads-dir")) {
      try (JarProcess serve =
          JarProcess.startHeldByPermissions(dir, "serve", "--port", 0, option, locked)) {
        assertThat(serve.await()).as("%s", serve.out()).isEqualTo(1);
        assertThat(serve.err()).hasSize(1);
        assertThat(serve.err().get(0)).contains("fetchery: ", locked.toString(), option);
      }
      assertThat(locked).isEmptyDirectory();
    }
  }

  @Test
  void databaseCutShort() throws Exception {
    Path database = database();
    try (FileChannel channel = FileChannel.open(database, StandardOpenOption.WRITE)) {
      channel.truncate(channel.size() / 2);
    }
    refused(1, serve(), database.toString(), "--data-dir");
  }

  @Test
  void databaseWithPagesOfZeros() throws Exception {
    Path database = database();
    try (FileChannel channel = FileChannel.open(database, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate((int) channel.size() - 8192), 8192);
    }
    refused(1, serve(), database.toString(), "--data-dir");
  }

  @Test
  void databaseOfANewerVersion() throws Exception {
    Path database = database();
    try (FileChannel channel = FileChannel.open(database, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate(4).putInt(0, 99), VERSION_AT);
    }
    refused(1, serve(), database.toString(), "newer version", "99");
  }

  @Test
  void databaseOfBeforeTheFirstRelease() throws Exception {
    Path database = database();
    try (FileChannel channel = FileChannel.open(database, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate(4).putInt(0, 0x46746368), APPLICATION_ID_AT);
    }
    refused(1, serve(), database.toString(), "before 0.1.0", "--data-dir");
  }

  @Test
  void libraryThatCannotBeLoaded() throws Exception {
    database();
    String none = dir.resolve("none").toString();
    refused(List.of("-Dorg.sqlite.tmpdir=" + none), 1, serve(), none, "-Dorg.sqlite.tmpdir");
    try (JarProcess bench =
        JarProcess.start(dir, List.of("-Djava.io.tmpdir=" + none), "bench", "--files", 5)) {
      assertThat(bench.await()).isEqualTo(1);
      assertThat(bench.err()).hasSize(1);
      assertThat(bench.err().get(0)).startsWith("fetchery: ").contains(none, "-Djava.io.tmpdir");
    }
  }

  @Test
  void startNeedsNoTemporaryDirectory() throws Exception {
    // below a file none can be made either
    Path none = Files.writeString(dir.resolve("file"), "x").resolve("none");
    List<String> machine = List.of("-Djava.io.tmpdir=" + none);
    try (JarProcess serve = JarProcess.start(dir, machine, serve().toArray())) {
      assertThat(Api.of(serve).get("/health/ready").statusCode()).isEqualTo(200);
      assertThat(serve.terminate().await()).isZero();
      assertThat(serve.err()).isEmpty();
    }
  }

  @Test
  void killedProcessLeavesItsLibraryNowhere() throws Exception {
    Path temporary = Files.createDirectory(dir.resolve("tmp"));
    List<String> machine = List.of("-Djava.io.tmpdir=" + temporary);
    try (JarProcess serve = JarProcess.start(dir, machine, serve().toArray())) {
      Api.of(serve);
      serve.kill();
    }
    assertThat(temporary).isEmptyDirectory();
    assertThat(dir.resolve("data")).isDirectoryNotContaining("glob:**sqlitejdbc*");
  }

  @Test
  void badSettings() throws Exception {
    refused(2, serve("--concurency", 3), "--concurency", "--help");
    refused(2, serve("--concurrency", "many"), "--concurrency", "many");
    Path file = Files.writeString(dir.resolve("settings.yaml"), "port: 8080\nprot: 1\n");
    refused(2, serve("--config", file), file.toString(), "prot");
    Files.writeString(file, "port: [\n");
    refused(2, serve("--config", file), file.toString());
    refused(2, serve("--config", dir.resolve("none.yaml")), "none.yaml");
  }

  @Test
  void badTls() throws Exception {
    Path cert = Files.writeString(dir.resolve("cert.pem"), "no certificate");
    Files.setPosixFilePermissions(cert, PosixFilePermissions.fromString("rw-------"));
    refused(1, serve("--tls-cert", cert, "--tls-key", cert), cert.toString());
    Path none = dir.resolve("none.pem");
    refused(1, serve("--tls-cert", none, "--tls-key", cert), none.toString(), "--tls-cert");
  }

  @Test
  void badJobFile() throws Exception {
    refused(2, List.of("run", dir.resolve("none.json")), "none.json");
    Path job = Files.writeString(dir.resolve("job.json"), "{\"source\": ");
    refused(2, List.of("run", job), job.toString());
  }
}
