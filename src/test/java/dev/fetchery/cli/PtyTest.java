package dev.fetchery.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.fetchery.testing.OriginFault;
import dev.fetchery.testing.OriginServer;
import dev.fetchery.testing.Reply;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program on a real pseudo terminal, which Python makes. */
class PtyTest {
  @TempDir private Path dir;
  private final OriginServer origin = OriginServer.start();

  @BeforeEach
  void needsPython() {
    boolean there =
        Stream.of(System.getenv("PATH").split(File.pathSeparator))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "python3")));
    if (System.getenv("CI") == null) {
      assumeThat(there).as("a pseudo terminal needs python3").isTrue();
    }
    assertThat(there).isTrue();
  }

  @AfterEach
  void stop() {
    origin.close();
  }

  private record Ended(int code, String raw, List<String> lines) {}

  /**
   * @param interruptAt a pattern a line, of the output at which Ctrl-C is typed; "" for never
   */
  private Ended run(int columns, String interruptAt, String... args) throws Exception {
    Path script = dir.resolve("onpty.py");
    try (var python = PtyTest.class.getResourceAsStream("onpty.py")) {
      Files.write(script, python.readAllBytes());
    }
    List<String> command =
        new ArrayList<>(List.of("python3", script.toString(), columns + "", interruptAt));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add("dev.fetchery.Main");
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command).directory(dir.toFile());
    builder.redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("FETCHERY_"));
    builder.environment().put("XDG_STATE_HOME", dir.resolve("state").toString());
    Process process = builder.start();
    String raw = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), raw, ScriptedTerminal.shows(columns, raw));
  }

  private static int count(List<String> lines, String regex) {
    return (int) lines.stream().filter(line -> line.matches(regex)).count();
  }

  @Test
  void everyItemIsOneLineAndTheBarStandsOnce() throws Exception {
    List<String> urls = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      String path = "/a-rather-long-name-of-a-file-that-does-not-fit-" + i + ".bin";
      urls.add(origin.url(path));
      origin.on(path, i % 3 == 0 ? Reply.status(404) : Reply.ok("x".repeat(1000)));
    }
    Files.write(dir.resolve("list.txt"), urls);
    Ended ended = run(40, "", "run", "list.txt");
    assertThat(ended.code()).as(ended.raw()).isEqualTo(3);
    List<String> lines = ended.lines();
    assertThat(count(lines, "OK list/.*…\\S* 200 \\d+ ms")).as(ended.raw()).isEqualTo(20);
    assertThat(count(lines, "not found http.*…\\S* 404")).as(ended.raw()).isEqualTo(10);
    assertThat(count(lines, "100%  (30 of 30|20 kB) .*")).as(ended.raw()).isEqualTo(1);
    assertThat(lines.get(30)).as("the bar").startsWith("100%");
    assertThat(String.join("", lines.subList(31, lines.size())))
        .startsWith("30 items in ")
        .contains("saved in")
        .endsWith("/downloads/list");
    assertThat(ended.raw()).doesNotContain("?", "0 of 0", " WARN ");
  }

  @Test
  void interruptedRunSaysSoWhileTheBarStands() throws Exception {
    origin.on("/done", Reply.ok("x"));
    origin.on("/slow", Reply.ok("x".repeat(100_000)).with(new OriginFault.Drip(100, 100)));
    Files.write(dir.resolve("list.txt"), List.of(origin.url("/done"), origin.url("/slow")));
    Ended ended = run(100, " 1/2 ", "run", "list.txt");
    assertThat(ended.code()).as(ended.raw()).isEqualTo(130);
    assertThat(ended.lines().get(ended.lines().size() - 1))
        .isEqualTo("fetchery: interrupted; completed items are kept, the same command continues");
    // Bytes of what goes back to waiting count no more: the last frame may tell items.
    assertThat(count(ended.lines(), ".* (1/2|1 of 2) .*")).as(ended.raw()).isEqualTo(1);
    Set<String> amounts = new HashSet<>();
    Matcher frames =
        Pattern.compile("\rinterrupted, ending requests under way  .*? (\\S+ \\w?B of 100 kB) ")
            .matcher(ended.raw());
    while (frames.find()) {
      amounts.add(frames.group(1));
    }
    assertThat(amounts).as("bytes go on: " + ended.raw()).hasSizeGreaterThan(1);
  }

  @Test
  void secondInterruptEndsTheRunAtOnce() throws Exception {
    origin.on("/done", Reply.ok("x"));
    origin.on("/slow", Reply.ok("x".repeat(100_000)).with(new OriginFault.Drip(100, 100)));
    Files.write(dir.resolve("list.txt"), List.of(origin.url("/done"), origin.url("/slow")));
    Ended ended = run(100, " 1/2 \ninterrupted, ending", "run", "list.txt");
    assertThat(ended.code()).as(ended.raw()).isEqualTo(130);
    assertThat(ended.lines().get(ended.lines().size() - 1)).isEqualTo("fetchery: ended at once");
    assertThat(ended.raw()).doesNotContain("completed items are kept");
    assertThat(dir.resolve("downloads/list/done")).hasContent("x");
  }

  @Test
  void firstFrameSaysThatItStarts() throws Exception {
    origin.on("/a.zip", Reply.ok("x"));
    Ended ended = run(80, "", "get", origin.url("/a.zip"));
    assertThat(ended.code()).as(ended.raw()).isZero();
    assertThat(ended.raw()).startsWith("\rstarting");
    assertThat(ended.lines()).anyMatch(line -> line.startsWith("OK a.zip 200 "));
    assertThat(dir.resolve("a.zip")).hasContent("x");
    assertThat(dir.resolve("state/fetchery/get")).isEmptyDirectory();
  }

  @Test
  void faultAtStartStandsAloneOnItsLine() throws Exception {
    Files.writeString(dir.resolve("list.txt"), origin.url("/a"));
    Files.createFile(dir.resolve("file"));
    Ended ended = run(200, "", "run", "list.txt", "--downloads-dir", "file");
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.lines())
        .singleElement()
        .asString()
        .startsWith("fetchery: cannot use ")
        .contains("is not a directory");
  }
}
