package dev.fetchery.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.job.Draft;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Lookup;
import dev.fetchery.job.NextPage;
import dev.fetchery.job.PageRequest;
import dev.fetchery.job.PageRequest.Encoding;
import dev.fetchery.job.Places;
import dev.fetchery.job.Source;
import dev.fetchery.job.Source.Manifest.Format;
import dev.fetchery.json.LoneSurrogates;
import dev.fetchery.naming.TemplateException;
import dev.fetchery.spec.ManifestCheck;
import dev.fetchery.spec.UrlTemplate;
import dev.fetchery.testing.HostileText;
import dev.fetchery.testing.Urls;
import dev.fetchery.url.WebUrl;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** What strangers send, whatever it is: items, or a fault that is named; never anything else. */
class HostileInputPropertyTest {
  private static final String URL = "http://h/dir/doc";
  private static Path file;

  @BeforeContainer
  static void make() throws IOException {
    file = Files.createTempFile("hostile", "");
  }

  @AfterContainer
  static void remove() throws IOException {
    Files.delete(file);
  }

  private static Arbitrary<byte[]> bytes(Arbitrary<String> likely) {
    Arbitrary<byte[]> any = Arbitraries.bytes().array(byte[].class).ofMaxSize(200);
    Arbitrary<byte[]> almost =
        net.jqwik.api.Combinators.combine(
                likely, Arbitraries.bytes(), Arbitraries.integers().between(0, 400))
            .as(
                (text, b, at) -> {
                  byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
                  if (at < utf8.length) {
                    utf8[at] = b;
                  }
                  return utf8;
                });
    return Arbitraries.frequencyOf(
        Tuple.of(1, any),
        Tuple.of(5, likely.map(text -> text.getBytes(StandardCharsets.UTF_8))),
        Tuple.of(3, almost));
  }

  // --- posted lists

  @Provide
  Arbitrary<byte[]> lists() {
    return bytes(
        HostileText.joined(
            "http://a§http://b/,§\"§\"\"§\n§\r§\r\n§,§url§key§sha256§url,key\n§\ufeff§#§ §\t§"
                + "{\"url\":\"http://c\"}§{\"url\":\"http://c\",\"key\":1}\n§{§}§\u0000§ftp://x§"
                + "\"http://d\"\n§é§url\n§x,url\nhttp://e,http://f\n§\u2028§'§;",
            14));
  }

  @Property
  void listIsFoundGoodAndReadAlikeOrNamesItsLine(
      @ForAll("lists") byte[] body,
      @ForAll Format format,
      @ForAll @IntRange(min = 1, max = 9) int chunk)
      throws IOException {
    ManifestCheck check = new ManifestCheck(format, 1000);
    for (int at = 0; at < body.length; at += chunk) {
      check.feed(ByteBuffer.wrap(body, at, Math.min(chunk, body.length - at)));
    }
    ManifestCheck.Result result = check.finish();
    Files.write(file, body);
    List<Draft> all = read(format, null, 1000).items;
    if (result instanceof ManifestCheck.Faulty faulty) {
      assertThat(faulty.faults()).isNotEmpty().allMatch(f -> f.line() >= 1);
      assertThat(faulty.faults()).noneMatch(f -> f.detail().isBlank());
      return;
    }
    assertThat(all).hasSize((int) ((ManifestCheck.Good) result).items());
    assertThat(all).allSatisfy(HostileInputPropertyTest::sound).allMatch(d -> d.fault() == null);
    Steps before = read(format, null, 1);
    List<Draft> both = new ArrayList<>(before.items);
    both.addAll(read(format, before.position, 1000).items);
    assertThat(both).isEqualTo(all);
  }

  private static Steps read(Format format, String position, int stopAfter) {
    Source.Manifest source = new Source.Manifest(format, "list", 0);
    try (ManifestDiscovery discovery = new ManifestDiscovery(source, file, position)) {
      return Steps.run(discovery, ask -> null, 1, stopAfter, new Random(0));
    }
  }

  // --- fetched documents

  private static final String JSON_PIECES =
      "{§}§[§]§,§:§\"a\"§\"/\"§\"http://x/\"§\"\\ud800\"§\"\\u0000\"§1§-1§1.50§1e999999999§null§true§"
          + "{\"a\":§[\"b\",\"c\"]§{\"a\":[\"http://x/1\",{\"u\":\"y\",\"k\":1}]}§\"§\\§ §\n§é§"
          + "{\"u\":\"//z\"}§\"javascript:x\"§\"a\":§\"u\":\"../q?\"§\ufeff§NaN§1E-999999999";

  @Provide
  Arbitrary<byte[]> documents() {
    return bytes(
        Arbitraries.frequencyOf(
            Tuple.of(2, HostileText.joined(JSON_PIECES, 12)),
            Tuple.of(3, HostileText.joined(JSON_PIECES, 8).map(s -> "{\"a\":[" + s + "]}")),
            Tuple.of(1, HostileText.joined(JSON_PIECES, 4).map(s -> "[".repeat(90) + s))));
  }

  @Property
  void documentEndsInItemsOrAFault(
      @ForAll("documents") byte[] body, @ForAll("pointers") String at, @ForAll boolean objects) {
    Source.Json source =
        new Source.Json(URL, at, Places.of(objects ? "/u" : null, objects ? "/k" : null), Map.of());
    try (JsonDiscovery discovery = new JsonDiscovery(source, Map.of(), Set.of(), null)) {
      Discovery.Document document =
          new Discovery.Document(Urls.url(URL), List.of(), body, null, 1 << 20);
      Steps steps = Steps.run(discovery, ask -> document, 2);
      ended(steps);
    }
  }

  @Provide
  Arbitrary<String> pointers() {
    return Arbitraries.of("", "/a", "/a/0", "/0", "/a/1/u", "/~1");
  }

  @Provide
  Arbitrary<NextPage> mores() {
    return Arbitraries.of(
        new NextPage.Header("More"),
        new NextPage.At("/a"),
        new NextPage.CursorAt("/a/0"),
        new NextPage.Link("next"),
        new NextPage.UntilEmpty());
  }

  @Provide
  Arbitrary<String> links() {
    return HostileText.joined(
        "<§>§;§,§rel§=§\"§next§rel=next§rel=\"next\"§</p?2>§<http://x/>§<§ §\\§anchor=x§<ftp://y>§true§"
            + "false§é§<//[>§>;rel=next",
        10);
  }

  @Property
  void listingEndsInItemsOrAFault(
      @ForAll("documents") byte[] body,
      @ForAll("mores") NextPage more,
      @ForAll("links") String link,
      @ForAll Encoding encoding) {
    Source.Pages source =
        new Source.Pages(
            PageRequest.post(
                "http://h/{page}",
                encoding,
                Map.of("c", encoding == Encoding.JSON ? "\"{cursor}\"" : "{cursor}")),
            0,
            "/a",
            Places.made("/get/{value}"),
            more,
            2,
            null);
    PagesDiscovery discovery = new PagesDiscovery(source, Map.of(), Set.of(), null, 7, 5);
    Discovery.Document document =
        Steps.document(URL, new String(body, StandardCharsets.UTF_8), "link", link, "more", link);
    ended(Steps.run(discovery, ask -> document, 3));
  }

  @Property
  void lookupComesToTextsOrAFault(@ForAll("documents") byte[] body) {
    LookupFields lookup =
        new LookupFields(new Lookup("http://h/", Map.of("v", "/a/0", "w", "/a"), Map.of()));
    LookupFields.Result result =
        lookup.extract(new Discovery.Document(Urls.url(URL), List.of(), body, null, 1 << 20));
    if (result instanceof LookupFields.Fields fields) {
      assertThat(fields.values().values()).noneMatch(LoneSurrogates::in);
    } else {
      assertThat(((LookupFields.Failed) result).fault().code()).isEqualTo(ErrorCode.LOOKUP);
    }
  }

  private static void ended(Steps steps) {
    assertThat(steps.items).allSatisfy(HostileInputPropertyTest::sound);
    assertThat(steps.end).isNotNull();
    if (steps.end.fault() != null) {
      assertThat(steps.end.fault().detail()).isNotBlank();
    }
  }

  /** Fetchable, or failed with a cause; and nothing in it that UTF-8 cannot write. */
  private static void sound(Draft draft) {
    if (draft.fault() == null) {
      assertThat(WebUrl.problem(draft.url())).isNull();
    }
    assertThat(LoneSurrogates.in(draft.url())).isFalse();
    assertThat(draft.key() != null && LoneSurrogates.in(draft.key())).isFalse();
    assertThat(draft.fields().keySet()).noneMatch(LoneSurrogates::in);
    assertThat(draft.fields().values()).noneMatch(LoneSurrogates::in);
  }

  // --- headers, references, templates

  @Property
  void linkTargetIsAPieceOfTheHeaderOrNothing(@ForAll("links") String link) {
    String target = LinkHeader.target(List.of(link), "next");
    assertThat(target == null || link.contains("<" + target) || link.contains(target)).isTrue();
    assertThat(LinkHeader.target(List.of("</n>; rel=next, " + link), "next")).isEqualTo("/n");
  }

  @Provide
  Arbitrary<String> references() {
    return HostileText.orAny(
        '\uffff',
        "http:§https://§//§/§\\§@§:§#§?§..§.§[§]§::1§h§127.1§%2f§ §\r\n§\u0000§é§。§:80§:0§a/b§"
            + "user:p@§\ud800§\ud83d\ude00§;§{§|",
        9);
  }

  @Property
  void referenceIsResolvedWithinItsOriginOrElsewhereByItsOwnWord(
      @ForAll("references") String reference, @ForAll("references") String base) {
    String from = WebUrl.problem(base) == null ? base : URL;
    String url = Urls.url(from).resolve(reference);
    if (WebUrl.problem(url) == null) {
      assertThat(Urls.url(url).origin()).matches("(?s)https?://.+:\\d+");
      boolean elsewhere = reference.startsWith("//") || reference.matches("(?s)(?i)https?:.*");
      assertThat(elsewhere || Urls.url(url).origin().equals(Urls.url(from).origin())).isTrue();
      assertThat(Urls.url(url).resolve("")).isNotNull();
    }
  }

  @Property
  void urlTemplateIsReadOrSaysWhatIsWrong(
      @ForAll("templates") String text, @ForAll("references") String value) {
    try {
      UrlTemplate template = UrlTemplate.parse(text);
      assertThat(template.expandWhatIsThere(name -> value)).isNotNull();
      assertThat(template.variables()).isNotNull();
    } catch (TemplateException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  @Provide
  Arbitrary<String> templates() {
    return HostileText.joined(
        "http://h/§{§}§{value}§{?x,y}§{+key}§{value.lower}§{value:3}§*§:§,§.§{&a*}§{#b}§%§%41§é§{}§"
            + "{;v}§{.slug}§ §\ud83d\ude00§\ud800§{value.slug.lower:2}§:99999§{|x}",
        7);
  }
}
