package dev.fetchery.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.bus.Answer;
import dev.fetchery.bus.Command;
import dev.fetchery.job.Integrity;
import dev.fetchery.job.Item;
import dev.fetchery.job.ItemState;
import dev.fetchery.job.JobSpec;
import dev.fetchery.job.Source;
import dev.fetchery.spec.JobWriter;
import dev.fetchery.testing.OriginFault;
import dev.fetchery.testing.Reply;
import dev.fetchery.testing.Rig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Items whose entry says what their body must be. The body is {@code hello}. */
class ProofTest extends CoordinatorCase {
  private static final String AT_ONCE = "'retry':{'backoffMs':1}";
  private static final Map<String, String> RIGHT =
      Map.of(
          "md5", "5d41402abc4b2a76b9719d911017c592",
          "sha1", "aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d",
          "sha256", "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824",
          "crc32c", "mnG7TA==",
          "checksum", "md5:5d41402abc4b2a76b9719d911017c592",
          "integrity", "sha256-LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=");

  /** One item at {@code /f}, with more fields. */
  private List<Item> run(String fields) {
    String entry = "{'url':'" + origin.url("/f") + "'" + fields + "}";
    return rig.items(rig.run(job("{'type':'urls','urls':[" + entry + "]}", AT_ONCE)).id());
  }

  private static String outcome(Item item) {
    return item.error() == null ? item.state().wire() : item.error().code().wire();
  }

  private static String digest(String algorithm, byte[] body) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(body));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private void serve(Reply reply) {
    origin.on("/f", reply);
  }

  @Test
  void everyChecksumThatHoldsIsADigest() {
    serve(Reply.ok("hello"));
    RIGHT.forEach(
        (name, value) -> {
          Item item = run(",'" + name + "':'" + value + "'").get(0);
          assertThat(outcome(item)).as(name).isIn("done", "skipped");
          assertThat(item.integrity()).isIn(Integrity.DIGEST, null);
        });
  }

  @Test
  void severalAtOnceHold() {
    serve(Reply.ok("hello"));
    String all =
        RIGHT.entrySet().stream()
            .map(one -> ",'" + one.getKey() + "':'" + one.getValue() + "'")
            .collect(Collectors.joining());
    Item item = run(all + ",'size':5").get(0);
    assertThat(outcome(item)).isEqualTo("done");
    assertThat(item.integrity()).isEqualTo(Integrity.DIGEST);
    assertThat(item.sha256()).isEqualTo(RIGHT.get("sha256"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"md5", "sha1", "sha256", "crc32c", "checksum", "integrity"})
  void whatDoesNotHoldIsTriedOnceMoreAndFails(String name) {
    serve(Reply.ok("hallo"));
    Item item = run(",'" + name + "':'" + RIGHT.get(name) + "'").get(0);
    assertThat(outcome(item)).isEqualTo("checksum");
    assertThat(origin.requests("/f")).isEqualTo(2);
    assertThat(rig.files()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"hello, done, 1", "hallo, checksum, 2"})
  void longerDigestsAndMultihashesAreCompared(String body, String outcome, int requests) {
    String sha512 = digest("SHA-512", "hello".getBytes(StandardCharsets.UTF_8));
    byte[] bytes = HexFormat.of().parseHex(sha512);
    List<String> fields =
        List.of(
            "'sha512':'" + sha512 + "'",
            "'integrity':'sha512-" + Base64.getEncoder().encodeToString(bytes) + "'",
            "'checksum':'1220" + RIGHT.get("sha256") + "'");
    for (int i = 0; i < fields.size(); i++) {
      origin.on("/f" + i, Reply.ok(body));
      String entry = "{'url':'" + origin.url("/f" + i) + "'," + fields.get(i) + "}";
      String id = rig.run(job("{'type':'urls','urls':[" + entry + "]}", AT_ONCE)).id();
      assertThat(outcome(rig.items(id).get(0))).as(fields.get(i)).isEqualTo(outcome);
      assertThat(origin.requests("/f" + i)).isEqualTo(requests);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NDJSON", "CSV", "TSV"})
  void digestsOfAListsLinesAreCompared(Source.Manifest.Format format) throws IOException {
    serve(Reply.ok("hello"));
    origin.on("/other", Reply.ok("hallo"));
    String list =
        switch (format) {
          case NDJSON -> "{'url':'%s','md5':'%s'}\n{'url':'%s','md5':'%s'}\n".replace('\'', '"');
          case CSV -> "url,md5\n%s,%s\n%s,%s\n";
          default -> "url\tmd5\n%s\t%s\n%s\t%s\n";
        };
    String md5 = RIGHT.get("md5");
    Path file = Files.createDirectories(root.resolve("data/manifests")).resolve("list");
    Files.writeString(file, list.formatted(origin.url("/f"), md5, origin.url("/other"), md5));
    JobSpec spec =
        Rig.spec(job("{'type':'urls','urls':['http://a.test/']}", AT_ONCE))
            .withSource(new Source.Manifest(format, "manifests/list", 2));
    Command.Submit submit = new Command.Submit(JobWriter.document(spec), null, null);
    String id = rig.ask(submit, Answer.Submitted.class).job().id();
    rig.awaitEnd(id);
    assertThat(rig.items(id)).extracting(ProofTest::outcome).containsExactly("done", "checksum");
  }

  @Test
  void aLargeBodyIsHashedAlike() {
    byte[] body = Reply.bytes(3_000_000, 1);
    serve(Reply.ok(body));
    assertThat(outcome(run(",'md5':'" + "0".repeat(32) + "'").get(0))).isEqualTo("checksum");
    String md5 = digest("MD5", body);
    assertThat(outcome(run(",'md5':'" + md5 + "','size':3000000").get(0))).isEqualTo("done");
  }

  @ParameterizedTest
  @CsvSource({
    "1120, LENGTH,  truncated",
    "1120, CHUNKED, truncated",
    "1120, CLOSE,   truncated",
    "4,    LENGTH,  too_large",
    "4,    CHUNKED, too_large",
    "0,    LENGTH,  too_large",
    "5,    LENGTH,  done",
    "5,    CHUNKED, done",
    "5,    CLOSE,   done"
  })
  void aBodyOfAnotherSizeIsNotTheOne(long size, Reply.Framing framing, String outcome) {
    serve(Reply.ok("hello").framed(framing));
    Item item = run(",'size':" + size).get(0);
    assertThat(outcome(item)).isEqualTo(outcome);
    assertThat(origin.requests("/f")).isLessThanOrEqualTo(2);
  }

  @Test
  void sizeZeroIsAnEmptyBody() {
    serve(Reply.ok(""));
    assertThat(outcome(run(",'size':0").get(0))).isEqualTo("done");
  }

  @Test
  void manyWrongSizesAreEachTriedOnceMore() {
    origin.otherwise(request -> Reply.ok("hello"));
    String list =
        IntStream.range(0, 40)
            .mapToObj(i -> "{'url':'" + origin.url("/" + i) + "','size':9}")
            .collect(Collectors.joining(","));
    String id = rig.run(job("{'type':'urls','urls':[" + list + "]}", AT_ONCE)).id();
    assertThat(states(id)).containsOnly("failed truncated");
    assertThat(origin.requests("/0")).isEqualTo(2);
  }

  @Test
  void theAnswersOwnChecksumsAreCompared() {
    for (String field : List.of("Content-MD5", "x-goog-hash", "x-amz-checksum-sha1")) {
      String value = field.equals("x-goog-hash") ? "crc32c=AAAAAA==" : "A".repeat(22) + "==";
      String wrong = field.endsWith("sha1") ? "A".repeat(27) + "=" : value;
      serve(Reply.ok("hello").with(field, wrong));
      assertThat(outcome(run("").get(0))).as(field).isEqualTo("checksum");
    }
    serve(Reply.ok("hello").with("Content-MD5", "XUFAKrxLKna5cZ2REBfFkg=="));
    assertThat(run("").get(0).integrity()).isEqualTo(Integrity.DIGEST);
  }

  @Test
  void skipBelievesOnlyAFileThatFitsItsChecksum() {
    serve(Reply.ok("hello"));
    file("n/f", "hel");
    Item other = run(",'sha256':'" + RIGHT.get("sha256") + "'").get(0);
    assertThat(outcome(other)).isEqualTo("exists");
    assertThat(other.error().detail()).startsWith("another file is there: its digest differs");
    assertThat(content("n/f")).isEqualTo("hel");
    file("n/f", "hello");
    assertThat(outcome(run(",'md5':'" + RIGHT.get("md5") + "'").get(0))).isEqualTo("skipped");
    assertThat(origin.requests("/f")).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {",'size':5", ",'range':'10-14'"})
  void skipBelievesOnlyAFileOfItsSize(String size) {
    serve(Reply.ok("hello"));
    file("n/f", "hel");
    Item other = run(size).get(0);
    assertThat(outcome(other)).isEqualTo("exists");
    assertThat(other.error().detail()).startsWith("another file is there: its size differs");
    assertThat(content("n/f")).isEqualTo("hel");
    file("n/f", "other");
    assertThat(outcome(run(size).get(0))).isEqualTo("skipped");
    assertThat(origin.requests("/f")).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"'size':5", "'range':'0-4'"})
  void aSizeThatOnlyTheAnswersNameLeadsToIsComparedToo(String size) {
    serve(Reply.ok("hello").with("Content-Disposition", "attachment; filename=s"));
    String entry = "{'url':'%s',%s}".formatted(origin.url("/f"), size);
    String job = job("{'type':'urls','urls':[" + entry + "]}", "'save':{'as':'{served.name}'}");
    file("n/s", "four");
    assertThat(states(rig.run(job).id())).containsExactly("failed exists");
    file("n/s", "other");
    assertThat(states(rig.run(job).id())).containsExactly("skipped");
  }

  @Test
  void skipBelievesNoDirectoryAndNoLink() throws Exception {
    Files.createDirectories(rig.downloads().resolve("n"));
    Files.writeString(rig.downloads().resolve("n/real"), "hello");
    Files.createSymbolicLink(rig.downloads().resolve("n/f"), Path.of("real"));
    assertThat(outcome(run(",'md5':'" + RIGHT.get("md5") + "'").get(0))).isEqualTo("exists");
  }

  @Test
  void manyExistingFilesAreProvedWhileOthersAreFetched() {
    origin.otherwise(request -> Reply.ok("hello"));
    for (int i = 0; i < 30; i++) {
      file("n/" + i, i % 2 == 0 ? "hello" : "other");
    }
    String list =
        IntStream.range(0, 40)
            .mapToObj(i -> "{'url':'" + origin.url("/" + i) + "','md5':'" + RIGHT.get("md5") + "'}")
            .collect(Collectors.joining(","));
    String id = rig.run(job("{'type':'urls','urls':[" + list + "]}", AT_ONCE)).id();
    assertThat(count(id, ItemState.SKIPPED)).isEqualTo(15);
    assertThat(count(id, ItemState.FAILED)).isEqualTo(15);
    assertThat(count(id, ItemState.DONE)).isEqualTo(10);
  }

  @Test
  void aNameThatOnlyTheAnswerTellsIsProvedToo() {
    Reply named = Reply.ok("hello").with("Content-Disposition", "attachment; filename=s");
    serve(named);
    String as = "'save':{'as':'{served.name}'}";
    String entry = "{'url':'%s','md5':'%s'}".formatted(origin.url("/f"), RIGHT.get("md5"));
    String job = job("{'type':'urls','urls':[" + entry + "]}", as);
    file("n/s", "other");
    assertThat(states(rig.run(job).id())).containsExactly("failed exists");
    file("n/s", "hello");
    assertThat(states(rig.run(job).id())).containsExactly("skipped");
  }

  @Test
  void anElementOfADocumentMaySayWhatItsBodyMustBe() {
    origin.otherwise(request -> Reply.ok("hello"));
    String good = "{\"url\":\"/a\",\"c\":{\"sum\":\"md5:" + RIGHT.get("md5") + "\"},\"bytes\":5}";
    String wrong = good.replace("/a", "/b").replace(":5}", ":\"6\"}");
    String odd = good.replace("/a", "/c").replace("md5:", "md5:no");
    String none = "{\"url\":\"/d\",\"bytes\":null,\"c\":{}}";
    origin.on("/list", Reply.ok("[" + String.join(",", good, wrong, odd, none) + "]"));
    String at = "'expectAt':{'checksum':'/c/sum','size':'/bytes'}";
    String source = "{'type':'json','url':'" + origin.url("/list") + "'," + at + "}";
    String id = rig.run(job(source, AT_ONCE)).id();
    assertThat(states(id))
        .containsExactly("done", "failed truncated", "failed bad_document", "done");
    assertThat(item(id, 0).integrity()).isEqualTo(Integrity.DIGEST);
    assertThat(item(id, 2).error().detail()).startsWith("checksum: no md5");
    assertThat(origin.requests("/c")).isZero();
    String pages = source.replace("'json'", "'pages'").replace("}}", "},'more':{'link':'next'}}");
    assertThat(states(rig.run(job(pages, AT_ONCE + ",'save':{'dir':'m'}")).id()))
        .containsExactly("done", "failed truncated", "failed bad_document", "done");
  }

  @Test
  void expectationsOutliveACrash() {
    origin.on("/f", Reply.ok("hallo").with(new OriginFault.Silence()));
    String entry = "{'url':'" + origin.url("/f") + "','md5':'" + RIGHT.get("md5") + "','size':5}";
    String id = rig.submit(job("{'type':'urls','urls':[" + entry + "]}", AT_ONCE)).id();
    rig.await(id, job -> job.progress().active() == 1);
    serve(Reply.ok("hallo"));
    crash();
    rig.awaitEnd(id);
    assertThat(states(id)).containsExactly("failed checksum");
  }
}
