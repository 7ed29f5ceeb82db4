package dev.fetchery.naming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafeNameTest {
  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  @ParameterizedTest
  @CsvSource({
    "../../x,          .._.._x",
    "'..\\..\\x',      .._.._x",
    "a/../../x,        a_.._.._x",
    "/etc/passwd,      _etc_passwd",
    "'C:\\x',          C__x",
    "f:foo,            f_foo",
    "'\\\\host\\share\\x', __host_share_x",
    "~/.ssh/x,         ~_.ssh_x"
  })
  void aPathInAValueIsOneHarmlessPart(String text, String part) {
    assertThat(SafeName.part(text)).isEqualTo(part);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "...", " ", "   ", ". .", "\u00a0", "\u3000."})
  void whatNamesNothingIsAnUnderscore(String text) {
    assertThat(SafeName.part(text)).isEqualTo("_");
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        0, '\r', '\n', '\t', 0x1b, 0x7f, 0x80, 0x9f, 0x61c, 0x200e, 0x200f, 0x2028, 0x2029, 0x202a,
        0x202e, 0x2066, 0x2069, 0xfeff, 0xd800, 0xdfff, '<', '>', ':', '"', '|', '?', '*', '/', '\\'
      })
  void controlBidirectionalAndReservedCharactersAreReplaced(int c) {
    assertThat(SafeName.part("a" + (char) c + "b")).isEqualTo("a_b");
    assertThat(SafeName.part("a" + (char) c)).isEqualTo("a_");
  }

  @ParameterizedTest
  @ValueSource(strings = {"%2e%2e%2f", "%252e", "%c0%ae"})
  void percentSignsAreNotDecodedHere(String text) {
    assertThat(SafeName.part(text)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"-1", "+1", "-rf", ".htaccess", "~", "_", " a", "a b.png", "é", "👍🏽.png"})
  void harmlessNamesStay(String text) {
    assertThat(SafeName.part(text)).isEqualTo(text);
  }

  @Test
  void joinersWithinAnEmojiStay() {
    assertThat(SafeName.part("👩\u200d🚀")).isEqualTo("👩\u200d🚀");
  }

  @ParameterizedTest
  @CsvSource({
    "CON,        _CON",
    "nul.txt,    _nul.txt",
    "COM1,       _COM1",
    "lpt0.a.b,   _lpt0.a.b",
    "COM\u00b9,  _COM\u00b9",
    "aux.,       _aux",
    "'con .txt', _con .txt",
    "CONIN$,     _CONIN$",
    "conout$.x,  _conout$.x",
    "CONSOLE,    CONSOLE",
    "COM10,      COM10",
    "a.nul,      a.nul"
  })
  void windowsDevicesGetAnUnderscoreInFront(String text, String part) {
    assertThat(SafeName.part(text)).isEqualTo(part);
  }

  @ParameterizedTest
  @CsvSource({"'a.', a", "'a ', a", "'a. . ', a", "'a.png.', a.png"})
  void dotsAndSpacesAtTheEndAreLost(String text, String part) {
    assertThat(SafeName.part(text)).isEqualTo(part);
  }

  @Test
  void aNameOf255BytesStaysAndOneOf256IsCutBeforeItsExtension() {
    String fits = "a".repeat(251) + ".png";
    assertThat(SafeName.part(fits)).isEqualTo(fits);
    assertThat(SafeName.part("a" + fits)).hasSize(255).matches("a{242}~[0-9a-f]{8}\\.png");
  }

  @ParameterizedTest
  @ValueSource(ints = {256, 4096, 4097, 1 << 20})
  void longNamesThatDifferAnywhereStayDifferent(int length) {
    String one = SafeName.part("x".repeat(length - 5) + "1.png");
    String two = SafeName.part("x".repeat(length - 5) + "2.png");
    assertThat(one).isNotEqualTo(two).hasSize(255).endsWith(".png");
  }

  @Test
  void emojisAreNotCutInTwo() {
    String whole = "😀".repeat(63) + "abc";
    assertThat(SafeName.part(whole)).isEqualTo(whole);
    assertThat(SafeName.part("😀".repeat(64))).matches("(😀){61}~[0-9a-f]{8}");
  }

  @Test
  void aMegabyteOfCombiningMarksCostsNoTime() {
    String marks = "\u0301\u0323".repeat(1 << 19);
    assertThat(bytes(SafeName.part("a" + marks))).isLessThanOrEqualTo(255);
  }

  @Test
  void anExtensionTooLongToBeOneIsCutToo() {
    assertThat(SafeName.part("a." + "b".repeat(300))).matches("a\\.b{244}~[0-9a-f]{8}");
  }

  @Test
  void unicodeFormsAreOneNameAndOneKey() {
    String nfd = Normalizer.normalize("Åé.png", Normalizer.Form.NFD);
    assertThat(SafeName.part(nfd)).isEqualTo("Åé.png");
    assertThat(SafeName.key(nfd)).isEqualTo(SafeName.key("Åé.png"));
  }

  @ParameterizedTest
  @CsvSource({"A.png, a.png", "STRASSE, straße", "ẞ, ß", "ΟΔΟΣ, οδος", "İ, i̇", "d/É, D/e\u0301"})
  void namesThatDifferByCaseHaveOneKey(String one, String other) {
    assertThat(SafeName.key(one)).isEqualTo(SafeName.key(other));
  }

  @Test
  void differentNamesHaveDifferentKeys() {
    assertThat(SafeName.key("a/b")).isNotEqualTo(SafeName.key("a")).isNotEqualTo("a_b");
  }

  @Test
  void aLocaleThatCannotExpressACharacterGetsItPercentEncoded() {
    var ascii = SafeName.encodable(Charset.forName("ANSI_X3.4-1968"));
    assertThat(SafeName.part("é€😀%.png", ascii)).isEqualTo("%C3%A9%E2%82%AC%F0%9F%98%80%.png");
    assertThat(SafeName.part("é.png", SafeName.encodable(StandardCharsets.ISO_8859_1)))
        .isEqualTo("é.png");
    assertThat(SafeName.part("é.png", SafeName.encodable(StandardCharsets.UTF_8)))
        .isEqualTo("é.png");
  }

  @Test
  void aPercentEncodedNameIsCutBetweenItsEscapes() {
    var ascii = SafeName.encodable(StandardCharsets.US_ASCII);
    for (int n = 0; n < 6; n++) {
      assertThat(SafeName.part("a".repeat(n) + "é".repeat(100), ascii))
          .matches("a{" + n + "}(%[0-9A-F]{2})+~[0-9a-f]{8}")
          .hasSizeLessThanOrEqualTo(255);
    }
  }

  @Test
  void partsAreJoinedBySlashes() {
    assertThat(SafeName.path(List.of("a", "", "..", "b/c"), SafeName.EVERYTHING))
        .isEqualTo(new SafeName.Ok("a/_/_/b_c"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".fetchery-01J-3.part",
        ".FETCHERY-01j-3.PART",
        ".fetchery-.part",
        ".fetchery",
        ".Fetchery.",
        ".fetchery-\u00e9part",
        ".fetchery-x.part "
      })
  void theNamesOfOurOwnFilesAreRefusedAnywhereInAPath(String name) {
    assertThat(SafeName.path(List.of("d", name), SafeName.EVERYTHING))
        .isInstanceOf(SafeName.Bad.class);
    assertThat(SafeName.path(List.of(name, "d"), SafeName.EVERYTHING))
        .isInstanceOf(SafeName.Bad.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"fetchery-1.part", ".fetchery-notes", ".fetcheryx", "a.part"})
  void namesLikeOursAreNotRefused(String name) {
    assertThat(SafeName.path(List.of(name), SafeName.EVERYTHING)).isEqualTo(new SafeName.Ok(name));
  }

  @Test
  void aLongNameOfOursIsRefusedThoughItIsCut() {
    String name = ".fetchery-" + "x".repeat(5000) + ".part";
    assertThat(SafeName.path(List.of(name), SafeName.EVERYTHING)).isInstanceOf(SafeName.Bad.class);
  }

  @Test
  void aPathOfOver4096BytesIsBad() {
    assertThat(SafeName.path(Collections.nCopies(16, "x".repeat(255)), SafeName.EVERYTHING))
        .isInstanceOf(SafeName.Ok.class);
    assertThat(SafeName.path(Collections.nCopies(17, "x".repeat(255)), SafeName.EVERYTHING))
        .isEqualTo(new SafeName.Bad("the whole path is over 4096 bytes"));
  }

  @Test
  void aNameThatOnlyTheFileUnderWayMakesTooLongIsBad() {
    String path = "d/".repeat(1000) + "x";
    assertThat(PathRoom.below(4096 - 2000 - 65).fits(path)).isTrue();
    assertThat(PathRoom.below(4096 - 2000 - 64).fits(path)).isFalse();
    assertThat(PathRoom.ALONE.fits(path)).isTrue();
  }

  @Test
  void anEmptyPathIsBad() {
    assertThat(SafeName.path(List.of(), SafeName.EVERYTHING)).isInstanceOf(SafeName.Bad.class);
  }

  @ParameterizedTest
  @CsvSource({
    "name.ext,      name (1).ext",
    "d.x/name,      d.x/name (1)",
    ".htaccess,     .htaccess (1)",
    "a.tar.gz,      a.tar (1).gz",
    "_nul.txt,      _nul (1).txt"
  })
  void theNumberGoesBeforeTheExtension(String path, String numbered) {
    assertThat(SafeName.numbered(path, 1)).isEqualTo(numbered);
  }

  @Test
  void tenThousandCopiesOfOneLongNameAreAllDifferent() {
    String name = SafeName.part("é".repeat(200) + ".png");
    List<String> copies =
        IntStream.rangeClosed(1, 10_000).mapToObj(n -> SafeName.numbered(name, n)).toList();
    assertThat(copies).doesNotHaveDuplicates().doesNotContain(name);
    assertThat(copies).allMatch(copy -> bytes(copy) <= 255 && SafeName.part(copy).equals(copy));
  }

  @Test
  void numbersBeginWithOne() {
    assertThatThrownBy(() -> SafeName.numbered("a", 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
