package dev.fetchery.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fetchery.cli.JarProcess;
import dev.fetchery.testing.OriginServer;
import dev.fetchery.testing.Reply;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Directories that the service may not write to. */
class PermissionsIT {
  @TempDir private Path dir;

  private final OriginServer origin = OriginServer.start().otherwise(seen -> Reply.ok("x"));

  @AfterEach
  void close() {
    origin.close();
  }

  @Test
  void readOnlyDirectoryIsDiskForItsItemAlone() throws Exception {
    Path locked = Files.createDirectories(dir.resolve("downloads/d"));
    Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("r-xr-xr-x"));
    try (JarProcess serve = JarProcess.startHeldByPermissions(dir, "serve", "--port", 0)) {
      Api api = Api.of(serve);
      String id =
          api.submit(
              """
              {"source": {"type": "urls", "urls": [
                 {"url": "%1$s", "at": "d"}, {"url": "%1$s", "at": "e"}]},
               "save": {"dir": "{at}", "as": "x"}}
              """
                  .formatted(origin.url("/")));
      api.awaitState(id, "partial");
      JsonNode items = Api.json(api.get("/api/v1/jobs/" + id + "/items").body()).get("items");
      assertThat(items.at("/0/error/code").asText()).isEqualTo("disk");
      assertThat(items.at("/0/error/detail").asText()).contains("permission denied");
      assertThat(items.at("/1/state").asText()).isEqualTo("done");
      assertThat(serve.terminate().await()).isZero();
    }
    assertThat(locked).isEmptyDirectory();
    Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
