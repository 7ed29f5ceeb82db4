package dev.fetchery.naming;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.testing.Urls;
import dev.fetchery.url.WebUrl;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;

/** What holds for every text there is; the build's profile {@code fuzz} tries more of them. */
class SafeNamePropertyTest {
  private static final Path ROOT = Path.of("/srv/downloads");

  /** Pieces, between commas, whose neighbours matter. */
  private static final String TELLING =
      ".,..,/,\\, ,a,A,é,e\u0301,\u0323,ß,ẞ,İ,Σ,\u0345,😀,\u202e,\0,%2e,nul,CON,COM¹,$,:,.png,"
          + ".fetchery-,part,~, (1),\u1100\u1161\u11a8,\ud800,\u0958";

  /** Any chars, lone surrogates too, and often the ones that matter. */
  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> anything = Arbitraries.strings().ofMaxLength(400);
    Arbitrary<String> wild = Arbitraries.strings().withCharRange('\0', '\uffff').ofMaxLength(200);
    Arbitrary<String> likely =
        Arbitraries.of(TELLING.split(",", -1))
            .list()
            .ofMaxSize(12)
            .map(pieces -> String.join("", pieces));
    Arbitrary<String> longOnes =
        Arbitraries.strings().all().ofMinLength(1).ofMaxLength(6).map(text -> text.repeat(900));
    return Arbitraries.frequencyOf(
        Tuple.of(3, anything), Tuple.of(3, wild), Tuple.of(5, likely), Tuple.of(1, longOnes));
  }

  @Provide
  Arbitrary<List<String>> lists() {
    return texts().list().ofMinSize(1).ofMaxSize(6);
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static void assertSafe(String part) {
    assertThat(part).isNotEmpty().isNotIn(".", "..").doesNotContainPattern("[/\\\\<>:\"|?*]");
    assertThat(part).doesNotContainPattern("[\\p{Cc}\\p{Cs}\\u2028\\u2029\\ufeff]");
    assertThat(part).doesNotContainPattern("[\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]");
    assertThat(part).doesNotEndWith(".").doesNotEndWith(" ");
    assertThat(bytes(part)).isBetween(1, 255);
    assertThat(Normalizer.isNormalized(part, Normalizer.Form.NFC)).isTrue();
  }

  @Property
  void everyPartIsSafe(@ForAll("texts") String text) {
    assertSafe(SafeName.part(text));
  }

  @Property
  void everyPartIsSafeInALocaleOfAscii(@ForAll("texts") String text) {
    String part = SafeName.part(text, SafeName.encodable(StandardCharsets.US_ASCII));
    assertSafe(part);
    assertThat(StandardCharsets.US_ASCII.newEncoder().canEncode(part)).isTrue();
    assertThat(SafeName.part(part)).isEqualTo(part);
  }

  @Property
  void aSafePartStaysAsItIs(@ForAll("texts") String text) {
    String part = SafeName.part(text);
    assertThat(SafeName.part(part)).isEqualTo(part);
  }

  @Property
  void everyPathStaysInsideItsRoot(@ForAll("lists") List<String> texts) {
    var here = SafeName.encodable(Charset.forName(System.getProperty("sun.jnu.encoding")));
    if (SafeName.path(texts, here) instanceof SafeName.Ok ok) {
      Path path = ROOT.resolve(ok.path());
      assertThat(path.normalize()).isEqualTo(path).startsWithRaw(ROOT).isNotEqualTo(ROOT);
      assertThat(path.getNameCount()).isEqualTo(ROOT.getNameCount() + texts.size());
    }
  }

  @Property
  void casesAndFormsOfOneNameShareItsKey(@ForAll("texts") String text) {
    String part = SafeName.part(text);
    String key = SafeName.key(part);
    // Decomposed first: a capital iota subscript is a letter, and marks after it would move to it.
    String parted = Normalizer.normalize(part, Normalizer.Form.NFD);
    assertThat(SafeName.key(parted)).isEqualTo(key);
    assertThat(SafeName.key(parted.toUpperCase(Locale.ROOT))).isEqualTo(key);
    assertThat(SafeName.key(part.toLowerCase(Locale.ROOT))).isEqualTo(key);
    assertThat(SafeName.key(key)).isEqualTo(key);
  }

  @Property
  void formsOfOneTextAreOnePart(@ForAll("texts") String text) {
    if (text.length() < 1000) {
      assertThat(SafeName.part(Normalizer.normalize(text, Normalizer.Form.NFD)))
          .isEqualTo(SafeName.part(text));
    }
  }

  @Property
  void numberedNamesAreSafeAndDifferent(
      @ForAll("texts") String text,
      @ForAll @IntRange(min = 1) int one,
      @ForAll @IntRange(min = 1) int two) {
    String part = SafeName.part(text);
    String numbered = SafeName.numbered(part, one);
    assertSafe(numbered);
    assertThat(SafeName.part(numbered)).isEqualTo(numbered).isNotEqualTo(part);
    assertThat(numbered.equals(SafeName.numbered(part, two))).isEqualTo(one == two);
  }

  @Property
  void templatesEitherParseOrSayWhere(@ForAll("texts") String text) {
    try {
      List<String> parts = Template.parsePath(text + "{v}").expandPath(name -> text);
      assertThat(parts).isNotEmpty().noneMatch(part -> part.contains("/"));
    } catch (TemplateException e) {
      assertThat(e.position()).isBetween(0, text.length());
    }
  }

  @Property
  void urlsAndHeadersOfAnyTextAreReadWithoutError(@ForAll("texts") String text) {
    if (WebUrl.problem("http://h/" + text) == null) {
      Variables.Url url = Variables.ofUrl(Urls.url("http://h/" + text));
      assertThat(url.file()).doesNotContain("/").isNotIn(".", "..");
      assertThat(url.stem() + "." + url.ext()).startsWith(url.file());
    }
    Variables.servedName(List.of(text, "attachment; filename=" + text, "x; filename*=" + text));
  }
}
