package dev.fetchery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.demo.origin.DemoOrigin;
import dev.fetchery.demo.origin.DemoOriginOptions;
import dev.fetchery.testing.OriginServer;
import dev.fetchery.testing.Reply;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(VertxExtension.class)
class GetIT {
  @TempDir private Path dir;

  private List<String> names(Path folder) throws Exception {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void workingDirectoryHoldsTheFilesAlone(Vertx vertx) throws Exception {
    try (OriginServer origin = OriginServer.start(vertx)) {
      origin.on("/a.zip", Reply.ok("a")).on("/b.zip", Reply.ok("b"));
      try (JarProcess get =
          JarProcess.start(dir, "get", origin.url("/a.zip"), origin.url("/b.zip"))) {
        assertThat(get.await()).isZero();
        assertThat(get.out()).hasSize(3).anyMatch(line -> line.startsWith("OK a.zip 200 "));
        assertThat(get.out().get(2))
            .matches("2 items in \\d+\\.\\d\\d s: 2 done; saved in " + dir.toRealPath());
        assertThat(get.err()).isEmpty();
      }
      // the test keeps the state directory beside them
      assertThat(names(dir)).containsExactly("a.zip", "b.zip", "state");
      assertThat(names(dir.resolve("state/fetchery/get"))).isEmpty();
    }
  }

  @Test
  void listAndNamesAndDirectoryAndExitCode(Vertx vertx) throws Exception {
    try (OriginServer origin = OriginServer.start(vertx)) {
      origin.on("/a.zip", Reply.ok("a"));
      Path list = Files.writeString(dir.resolve("list"), origin.url("/a.zip") + "\n# none\n");
      Object[] command = {
        "get", "-i", list, origin.url("/none"), "-o", "sub/dir", "--as", "{index}-{url.file}"
      };
      try (JarProcess get = JarProcess.start(dir, command)) {
        assertThat(get.await()).isEqualTo(3);
        assertThat(get.out()).hasSize(3);
      }
      assertThat(names(dir.resolve("sub/dir"))).containsExactly("0-a.zip");
    }
  }

  @Test
  void interruptedGetIsContinuedByTheSameCommand(Vertx vertx) throws Exception {
    DemoOrigin origin =
        DemoOrigin.start(vertx, DemoOriginOptions.defaults().withLagMs(300))
            .toCompletionStage()
            .toCompletableFuture()
            .join();
    List<String> urls =
        IntStream.range(0, 60).mapToObj(i -> origin.baseUrl() + "/files/" + i + "/100").toList();
    Path list = Files.write(dir.resolve("list"), urls);
    Object[] command = {"get", "-i", list, "-o", "files", "--as", "{index}", "--concurrency", 4};
    try (JarProcess get = JarProcess.start(dir, command)) {
      get.awaitLine(line -> line.startsWith("OK "));
      assertThat(get.interrupt().await()).isEqualTo(130);
      assertThat(get.err()).singleElement().asString().contains("interrupted");
    }
    try (JarProcess get = JarProcess.start(dir, command)) {
      assertThat(get.await()).isZero();
      assertThat(get.out().get(get.out().size() - 1)).startsWith("60 items in ");
      assertThat(origin.requests()).isBetween(60L, 64L);
    }
    assertThat(names(dir.resolve("files"))).hasSize(60);
    assertThat(names(dir.resolve("state/fetchery/get"))).isEmpty();
  }

  @Test
  void severalAtOnceInOneDirectoryDoNotBlockEachOther(Vertx vertx) throws Exception {
    try (OriginServer origin = OriginServer.start(vertx)) {
      origin.on("/a", Reply.ok("a")).on("/b", Reply.ok("b").after(3_000));
      try (JarProcess slow = JarProcess.start(dir, "get", origin.url("/b"));
          JarProcess quick = JarProcess.start(dir, "get", origin.url("/a"))) {
        assertThat(quick.await()).as(quick.err().toString()).isZero();
        assertThat(slow.await()).as(slow.err().toString()).isZero();
      }
      assertThat(names(dir)).containsExactly("a", "b", "state");
    }
  }

  @Test
  void aTableSaysWhichColumnAndABadLineFailsAlone(Vertx vertx) throws Exception {
    try (OriginServer origin = OriginServer.start(vertx)) {
      origin.on("/a", Reply.ok("a"));
      Files.writeString(dir.resolve("list.csv"), "n,link\n1," + origin.url("/a") + "\n2,no URL\n");
      String[] list = {"get", "-i", "list.csv", "--url-column", "Link"};
      try (JarProcess get = JarProcess.start(dir, (Object[]) list)) {
        assertThat(get.await()).isEqualTo(2);
        assertThat(get.err()).anyMatch(line -> line.contains("list.csv:3"));
      }
      try (JarProcess get =
          JarProcess.start(
              dir, "get", "-i", "list.csv", "--url-column", "Link", "--on-bad-line", "fail")) {
        assertThat(get.await()).isEqualTo(3);
      }
      assertThat(dir.resolve("a")).hasContent("a");
      try (JarProcess get = JarProcess.start(dir, "get", "--url-column", "x", origin.url("/a"))) {
        assertThat(get.await()).isEqualTo(2);
        assertThat(get.err()).anyMatch(line -> line.contains("--url-column"));
      }
    }
  }

  @Test
  void existingFileIsLeftAloneAndMistypedVariableIsTold(Vertx vertx) throws Exception {
    try (OriginServer origin = OriginServer.start(vertx)) {
      origin.on("/a", Reply.ok("new"));
      Files.writeString(dir.resolve("a"), "mine");
      List<String> mistyped = List.of("env", "FETCHERY_CONCURENCY=5", "FETCHERY_SERVICE_PORT=1");
      try (JarProcess get = JarProcess.startBy(mistyped, dir, List.of(), "get", origin.url("/a"))) {
        assertThat(get.await()).isZero();
        assertThat(get.out().get(0)).startsWith("skipped");
        assertThat(get.err())
            .containsExactly(
                "fetchery: warning: unknown variable FETCHERY_CONCURENCY is ignored (did you mean"
                    + " FETCHERY_CONCURRENCY?)");
      }
      assertThat(dir.resolve("a")).hasContent("mine");
      assertThat(origin.seen("/a")).isEmpty();
    }
  }

  @Test
  void dryRunSavesNothing(Vertx vertx) throws Exception {
    try (OriginServer origin = OriginServer.start(vertx);
        JarProcess get = JarProcess.start(dir, "get", "--dry-run", origin.url("/a"))) {
      assertThat(get.await()).isZero();
      assertThat(get.out())
          .containsExactly(
              origin.url("/a") + " -> a", "1 item from 1 host, 0 exist already; nothing was saved");
      assertThat(names(dir)).isEmpty();
      assertThat(origin.seen("/a")).isEmpty();
    }
  }
}
