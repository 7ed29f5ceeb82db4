package dev.fetchery.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Item;
import dev.fetchery.job.ItemState;
import dev.fetchery.job.Job;
import dev.fetchery.testing.OriginFault;
import dev.fetchery.testing.OriginServer;
import dev.fetchery.testing.Reply;
import dev.fetchery.testing.Rig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files, links and directories in the way of a name, and names that are not safe. */
class NamesOnDiskTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final byte[] LARGE = Reply.bytes(300_000, 3);

  private OriginServer origin;
  private Rig rig;
  private Path downloads;
  private Path outside;

  @BeforeEach
  void start(@TempDir Path root) throws IOException {
    origin = OriginServer.start().otherwise(request -> Reply.ok("new"));
    origin.on("/large", Reply.ok(LARGE));
    rig = Rig.start(root);
    downloads = rig.downloads();
    outside = Files.createDirectories(root.resolve("outside"));
  }

  @AfterEach
  void nothingIsLeftAndNothingIsOutside() {
    rig.assertNothingLeaked();
    assertThat(Rig.files(outside)).isSubsetOf("mine");
    rig.close();
    origin.close();
  }

  /** One item to {@code d/x}, with a sibling that is saved as {@code e/x}; gives the first. */
  private Item save(String path, String ifExists) {
    Job job =
        rig.run(
            """
            {"source": {"type": "urls", "urls": [
               {"url": "%s", "at": "d"}, {"url": "%s", "at": "e"}]},
             "save": {"dir": "{at}", "as": "x", "ifExists": "%s"}}
            """
                .formatted(origin.url(path), origin.url("/sibling"), ifExists));
    List<Item> items = rig.items(job.id());
    assertThat(items.get(1).state()).as("the sibling").isEqualTo(ItemState.DONE);
    return items.get(0);
  }

  @ParameterizedTest
  @CsvSource({"/small, skip", "/large, skip", "/small, overwrite", "/large, rename"})
  void directoryThatIsALinkToOutsideIsABadName(String path, String ifExists) throws IOException {
    Files.createSymbolicLink(downloads.resolve("d"), outside);
    Item item = save(path, ifExists);
    assertThat(item.error().code()).isEqualTo(ErrorCode.BAD_NAME);
  }

  @ParameterizedTest
  @CsvSource({"skip, SKIPPED", "overwrite, DONE", "rename, DONE", "fail, FAILED", "refresh, DONE"})
  void targetThatIsALinkToOutsideIsNeverWrittenThrough(String ifExists, ItemState state)
      throws IOException {
    Path mine = Files.writeString(outside.resolve("mine"), "mine");
    Files.createSymbolicLink(Files.createDirectories(downloads.resolve("d")).resolve("x"), mine);
    assertThat(save("/small", ifExists).state()).isEqualTo(state);
    assertThat(mine).hasContent("mine");
  }

  @ParameterizedTest
  @CsvSource({"skip, SKIPPED", "overwrite, DONE", "rename, DONE", "fail, FAILED", "refresh, DONE"})
  void targetThatIsAFifoHoldsNothingUp(String ifExists, ItemState state) throws Exception {
    Path fifo = Files.createDirectories(downloads.resolve("d")).resolve("x");
    assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();
    assertThat(save("/small", ifExists).state()).isEqualTo(state);
  }

  @ParameterizedTest
  @ValueSource(strings = {"skip", "fail", "overwrite", "refresh", "rename"})
  void directoryInTheWayIsNeitherReplacedNorTakenForTheFile(String ifExists) throws IOException {
    Path inside = Files.createDirectories(downloads.resolve("d/x")).resolve("file");
    Files.writeString(inside, "mine");
    Item item = save("/large", ifExists);
    assertThat(item.state()).isEqualTo(ItemState.FAILED);
    assertThat(item.error().code()).isEqualTo(ErrorCode.DISK);
    assertThat(inside).hasContent("mine");
  }

  @Test
  void readOnlyFileIsReplacedWhereThatIsAskedFor() throws IOException {
    Path file = Files.createDirectories(downloads.resolve("d")).resolve("x");
    Files.writeString(file, "old");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
    assertThat(save("/small", "overwrite").state()).isEqualTo(ItemState.DONE);
    assertThat(file).hasContent("new");
  }

  @Test
  void directorySwappedForALinkWhileTheBodyComesGetsNoFile() throws Exception {
    origin.on("/slow", Reply.ok(LARGE).with(new OriginFault.Drip(30_000, 100)));
    Job job =
        rig.submit(
            """
            {"source": {"type": "urls", "urls": [
               {"url": "%s", "at": "d"}, {"url": "%s", "at": "e"}]},
             "save": {"dir": "{at}", "as": "x"}}
            """
                .formatted(origin.url("/slow"), origin.url("/sibling")));
    Path directory = downloads.resolve("d");
    FaultSuite.eventually(() -> rig.files().stream().anyMatch(f -> f.startsWith("d/")));
    for (String file : Rig.files(directory)) {
      Files.delete(directory.resolve(file));
    }
    Files.delete(directory);
    Files.createSymbolicLink(directory, outside);
    rig.awaitEnd(job.id());
    List<Item> items = rig.items(job.id());
    assertThat(items.get(0).error().code()).isEqualTo(ErrorCode.BAD_NAME);
    assertThat(items.get(1).state()).isEqualTo(ItemState.DONE);
  }

  @ParameterizedTest
  @CsvSource({"/a, /a/b, BAD_NAME", "/a/b, /a, DISK"})
  void fileWhereAnotherNeedsADirectoryFailsTheLaterAlone(
      String first, String second, ErrorCode code) {
    Job job =
        rig.run(
            """
            {"source": {"type": "urls", "urls": ["%s", "%s", "%s"]},
             "save": {"dir": "d", "as": "{url.path}", "ifExists": "overwrite"},
             "limits": {"concurrency": 1}}
            """
                .formatted(origin.url(first), origin.url(second), origin.url("/sibling")));
    List<Item> items = rig.items(job.id());
    assertThat(items.get(0).state()).isEqualTo(ItemState.DONE);
    assertThat(items.get(1).error().code()).isEqualTo(code);
    assertThat(items.get(2).state()).isEqualTo(ItemState.DONE);
  }

  @Test
  void tenThousandCopiesOfOneNameAreNumbered() {
    Job job = rig.run(copies("rename"));
    assertThat(job.progress().done()).isEqualTo(10_000);
    assertThat(rig.files()).hasSize(10_000).contains("d/x.png", "d/x (1).png", "d/x (9999).png");
  }

  @Test
  void tenThousandCopiesOfOneNameCollide() {
    Job job = rig.run(copies("skip"));
    assertThat(job.progress().done()).isEqualTo(1);
    assertThat(job.progress().failed()).isEqualTo(9_999);
    assertThat(rig.files()).containsExactly("d/x.png");
    assertThat(rig.items(job.id()).get(9_999).error().code()).isEqualTo(ErrorCode.COLLISION);
    assertThat(origin.requests()).isEqualTo(1);
  }

  private String copies(String ifExists) {
    return """
        {"source": {"type": "repeat", "url": "%s", "count": 10000},
         "save": {"dir": "d", "as": "x.png", "ifExists": "%s"}}
        """
        .formatted(origin.url("/x"), ifExists);
  }

  @Test
  void everyHostileKeyLandsInsideUnderANameOfItsOwn() {
    List<String> keys =
        List.of(
            "../../x",
            "..\\..\\x",
            "a/../../x",
            "/etc/passwd",
            "C:\\x",
            "f:foo",
            "\\\\host\\share\\x",
            "~/.ssh/x",
            ".",
            "..",
            "",
            "   ",
            "a\u0000b",
            "a\r\nb",
            "a\tb",
            "a\u001bb",
            "a\u007fb",
            "a\u202eb",
            "%2e%2e%2f",
            "%252e",
            "%c0%ae",
            "x".repeat(255),
            "x".repeat(256),
            "x".repeat(4096),
            "\ud83d\ude00".repeat(63),
            "\ud83d\ude00".repeat(64),
            "CON",
            "nul.txt",
            "COM1",
            "aux.",
            "dot.",
            "space ",
            "-1",
            "+1",
            ".htaccess");
    ArrayNode urls = JSON.createArrayNode();
    IntStream.range(0, keys.size())
        .forEach(i -> urls.addObject().put("url", origin.url("/" + i)).put("key", keys.get(i)));
    Job job = rig.run(job(urls, "{key}", "rename").toString());
    assertThat(job.progress().done())
        .as("%s", rig.items(job.id(), ItemState.FAILED))
        .isEqualTo(keys.size());
    assertThat(rig.files()).hasSize(keys.size()).allMatch(f -> f.startsWith("d/"));
    assertThat(rig.files()).contains("d/-1", "d/+1", "d/.htaccess", "d/_CON", "d/dot", "d/space");
  }

  @Test
  void namesThatDifferByCaseOrFormAloneCollide() {
    ArrayNode urls = JSON.createArrayNode();
    // Of one URL, names of two forms are one target; those that differ by case are two.
    for (String key : List.of("A.png", "a.png")) {
      urls.addObject().put("url", origin.url("/x")).put("key", key);
    }
    for (String key : List.of("caf\u00e9", "cafe\u0301", "other")) {
      urls.addObject().put("url", origin.url("/x?" + urls.size())).put("key", key);
    }
    Job job = rig.run(job(urls, "{key}", "skip").toString());
    assertThat(rig.items(job.id(), ItemState.FAILED))
        .hasSize(2)
        .allSatisfy(i -> assertThat(i.error().code()).isEqualTo(ErrorCode.COLLISION));
    assertThat(job.progress().done()).isEqualTo(3);
  }

  @Test
  void nameOfAPartIsRefusedAsATarget() {
    ArrayNode urls = JSON.createArrayNode();
    urls.addObject().put("url", origin.url("/x")).put("key", ".fetchery-1.part");
    urls.addObject().put("url", origin.url("/x")).put("key", "fine");
    Job job = rig.run(job(urls, "{key}", "skip").toString());
    assertThat(rig.items(job.id(), ItemState.FAILED))
        .singleElement()
        .satisfies(i -> assertThat(i.error().code()).isEqualTo(ErrorCode.BAD_NAME));
    assertThat(rig.files()).containsExactly("d/fine");
  }

  @Test
  void servedNamesAreMadeSafe() {
    List<String> fields =
        List.of(
            "attachment; filename=\"plain.txt\";",
            "attachment; filename=\"../../up.txt\"",
            "attachment; filename=\"ascii.txt\"; filename*=UTF-8''caf%C3%A9.txt",
            "attachment; filename*=UTF-8''..%2F..%2Fencoded.txt",
            "attachment; filename=\"C:\\\\windows\\\\x.ini\"",
            "attachment; filename=\"\"",
            "attachment; filename=\"" + "n".repeat(30_000) + ".txt\"");
    ArrayNode urls = JSON.createArrayNode();
    for (int i = 0; i < fields.size(); i++) {
      origin.on("/s" + i, Reply.ok("x").with("Content-Disposition", fields.get(i)));
      urls.add(origin.url("/s" + i));
    }
    origin.on(
        "/two",
        Reply.ok("x")
            .with("Content-Disposition", "attachment; filename=\"one.txt\"")
            .with("Content-Disposition", "attachment; filename=\"two.txt\""));
    urls.add(origin.url("/two"));
    Job job = rig.run(job(urls, "{served.name}", "rename").toString());
    assertThat(job.progress().done())
        .as("%s", rig.items(job.id(), ItemState.FAILED))
        .isEqualTo(fields.size() + 1L);
    assertThat(rig.files())
        .hasSize(fields.size() + 1)
        .allMatch(f -> f.startsWith("d/") && f.indexOf('/', 2) < 0)
        .contains("d/plain.txt", "d/caf\u00e9.txt");
  }

  /** The longest field that fits in a head of 64 KiB. */
  @Test
  void servedNameOfSixtyKilobytesIsCutAndOneOfSixtyFourEndsItsItemAlone() {
    String name = "n".repeat(60 << 10);
    origin.on("/fits", disposition(name));
    origin.on("/over", disposition(name + "n".repeat(4 << 10)));
    ArrayNode urls = JSON.createArrayNode();
    urls.add(origin.url("/fits")).add(origin.url("/over")).add(origin.url("/sibling"));
    Job job = rig.run(job(urls, "{served.name}", "rename").toString());
    List<Item> items = rig.items(job.id());
    assertThat(items.get(0).state()).isEqualTo(ItemState.DONE);
    assertThat(items.get(1).error().code()).isEqualTo(ErrorCode.BAD_RESPONSE);
    assertThat(items.get(2).state()).isEqualTo(ItemState.DONE);
    assertThat(rig.files()).hasSize(2).allMatch(f -> f.length() <= "d/".length() + 255);
  }

  private static Reply disposition(String name) {
    return Reply.ok("x").with("Content-Disposition", "attachment; filename=\"" + name + "\"");
  }

  @Test
  void keysThatUtf8CannotWriteAreSavedUnderNamesOfTheirOwn() {
    origin.on(
        "/list",
        Reply.ok(
            """
            {"a\\ud800b.png": "/1", "\\udc00": "/2", "\\ud83d\\ude00": "/3", "": "/4",
             "a\\u0000b": "/5", "\\ud800": "/x\\ud800y"}
            """));
    Job job =
        rig.run(
            """
            {"source": {"type": "json", "url": "%s"},
             "save": {"dir": "d", "as": "{key}", "ifExists": "rename"}}
            """
                .formatted(origin.url("/list")));
    assertThat(job.progress().done()).as("%s %s", job.error(), rig.items(job.id())).isEqualTo(6);
    assertThat(rig.files()).hasSize(6).contains("d/\ud83d\ude00", "d/a\ufffdb.png", "d/\ufffd");
  }

  private static ObjectNode job(ArrayNode urls, String as, String ifExists) {
    ObjectNode job = JSON.createObjectNode();
    job.putObject("source").put("type", "urls").set("urls", urls);
    job.putObject("save").put("dir", "d").put("as", as).put("ifExists", ifExists);
    return job;
  }

  /** A link is not followed when files are looked for. */
  @Test
  void danglingLinkCountsAsAFile() throws IOException {
    Path link = Files.createDirectories(downloads.resolve("d")).resolve("x");
    Files.createSymbolicLink(link, outside.resolve("nothing"));
    assertThat(save("/small", "skip").state()).isEqualTo(ItemState.SKIPPED);
    assertThat(Files.exists(link, LinkOption.NOFOLLOW_LINKS)).isTrue();
  }
}
