package dev.fetchery.source.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fetchery.job.DocumentFormat;
import dev.fetchery.url.WebUrl;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class HtmlReaderTest {
  private static final String PAGE = "http://h/p/";

  private static List<String> select(String select, String attribute, String html)
      throws Exception {
    var options = new DocumentReaders.Options(DocumentFormat.HTML, select, attribute);
    return Read.references(
        Read.all(
            options,
            PAGE,
            "text/html",
            new ByteArrayInputStream(html.getBytes(StandardCharsets.UTF_8)),
            false));
  }

  @Test
  void findsLinksAndLeavesOutWhatIsNoFile() throws Exception {
    String html =
        """
        <p><a href=" /a ">a</a><a href="#x">x</a><a name="n">n</a><a href="mailto:m@h">m</a>
        <A HREF="HTTPS://h/b">b</A><a href="data:text/plain,x">d</a><a href="c:d">no</a>
        <a href="e/f:g">file</a><a href="?p=2">next</a><a href="">empty</a>
        """;
    assertThat(select("a[href]", "href", html))
        .containsExactly("/a", "HTTPS://h/b", "e/f:g", "?p=2");
  }

  @Test
  void findsBySelectorAndAttribute() throws Exception {
    String html =
        "<div class=g><img src=1.png><img data-full=2.png></div><img src=3.png>"
            + "<div class=g><p><img src=4.png></p></div>";
    assertThat(select("div.g img", "src", html)).containsExactly("1.png", "4.png");
    assertThat(select("img[data-full]", "data-full", html)).containsExactly("2.png");
  }

  @Test
  void findsEachPictureOfASet() throws Exception {
    String html =
        "<img srcset='/a 1x, /b 2x,/c'><source srcset=' /d,e 100w , /f,'><img srcset='/a 3x'>"
            + "<img srcset='data:image/png;base64,AAAA 1x, /g (a, b) 2x, /h'>";
    assertThat(select("img, source", "srcset", html))
        .containsExactly("/a", "/b", "/c", "/d,e", "/f", "/a", "/g", "/h");
  }

  @Test
  void aLineEndInsideAReferenceIsNoPartOfIt() throws Exception {
    assertThat(select("a", "href", "<a href='/long/\r\n\tname'>x</a>"))
        .containsExactly("/long/name");
  }

  @Test
  void knowsSiblingsAndChildrenWhereTheSelectorAsks() throws Exception {
    String html = "<ul><li><a href=1>1</a><li><a href=2>2</a><li><a href=3>3</a></ul>";
    assertThat(select("li:nth-child(2) a", "href", html)).containsExactly("2");
    assertThat(select("li + li a", "href", html)).containsExactly("2", "3");
  }

  @Test
  void tellsTheBaseThatThePageNames() throws Exception {
    InputStream html =
        new ByteArrayInputStream(
            "<head><base href='/base/'><base href='/no/'></head><a href=x>x</a>"
                .getBytes(StandardCharsets.UTF_8));
    try (DocumentReader reader =
        DocumentReaders.open(
            html,
            "text/html",
            WebUrl.parse(PAGE),
            new DocumentReaders.Options(null, "a[href]", "href"),
            false)) {
      assertThat(reader.next()).isEqualTo(Found.Entry.of("x"));
      assertThat(reader.base()).isEqualTo("/base/");
    }
  }

  @Test
  void readsThePagesOwnEncoding() throws Exception {
    byte[] html =
        "<meta charset=windows-1252><a href='é'>é</a>".getBytes(Charset.forName("windows-1252"));
    var options = new DocumentReaders.Options(null, "a[href]", "href");
    assertThat(
            Read.references(
                Read.all(options, PAGE, "text/html", new ByteArrayInputStream(html), false)))
        .containsExactly("é");
  }

  @Test
  void stopsAtATagWithoutAnEnd() {
    InputStream endless =
        new Repeated("<a href=\"", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx%d%d", 2_000_000);
    var options = new DocumentReaders.Options(DocumentFormat.HTML, "a[href]", "href");
    assertThatThrownBy(() -> Read.all(options, PAGE, "text/html", endless, false))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("too long");
  }
}
