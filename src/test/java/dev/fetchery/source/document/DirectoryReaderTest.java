package dev.fetchery.source.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.job.DocumentFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class DirectoryReaderTest {
  private static final String PAGE = "http://h/pub/x/";

  private static List<String> read(String html) throws Exception {
    return Read.references(Read.all(DocumentFormat.DIRECTORY, PAGE, "text/html", html, true));
  }

  @Test
  void readsApache() throws Exception {
    String html =
        """
        <html><head><title>Index of /pub/x</title></head><body><h1>Index of /pub/x</h1>
        <table><tr><th><a href="?C=N;O=D">Name</a></th><th><a href="?C=M;O=A">Last modified</a></th></tr>
        <tr><td><a href="/pub/">Parent Directory</a></td></tr>
        <tr><td><a href="a%20b.iso">a b.iso</a></td><td>2024-01-01</td></tr>
        <tr><td><a href="sub/">sub/</a></td></tr></table></body></html>
        """;
    assertThat(read(html)).containsExactly("http://h/pub/x/a%20b.iso", ">http://h/pub/x/sub/");
  }

  @Test
  void readsNginxAndPython() throws Exception {
    String html =
        """
        <html><body><h1>Index of /pub/x/</h1><hr><pre><a href="../">../</a>
        <a href="a.bin">a.bin</a>   01-Jan-2024 10:00   5
        <a href="%C3%A9.txt">é.txt</a>
        <a href="deep/">deep/</a>
        </pre></body></html>
        """;
    assertThat(read(html))
        .containsExactly(
            "http://h/pub/x/a.bin", "http://h/pub/x/%C3%A9.txt", ">http://h/pub/x/deep/");
  }

  @Test
  void readsCaddyAndItsIconsOnce() throws Exception {
    String html =
        """
        <a href="./one.txt"><svg></svg></a><a href="./one.txt">one.txt</a><a href="./dir/">dir</a>
        <a href="./?sort=name&order=desc">Name</a><a href="..">up</a><a href="/">root</a>
        """;
    assertThat(read(html)).containsExactly("http://h/pub/x/one.txt", ">http://h/pub/x/dir/");
  }

  @Test
  void leavesOutWhatIsElsewhere() throws Exception {
    String html =
        """
        <a href="http://other/pub/x/a">a</a><a href="https://h/pub/x/b">b</a><a href="/pub/y/c">c</a>
        <a href="#top">top</a><a href="mailto:x@h">mail</a><a href="javascript:f()">run</a>
        <a href="sub/deeper/d">d</a><a href="//h/pub/x/e">e</a><a href="../x/f">f</a>
        """;
    assertThat(read(html)).containsExactly("http://h/pub/x/e", "http://h/pub/x/f");
  }

  @Test
  void linksGoByThePagesBase() throws Exception {
    String html =
        "<base href='%s'><a href='a'>a</a><a href='x/b'>b</a><a href='/pub/x/c'>c</a><a href='../'>up</a>";
    assertThat(read(html.formatted("/pub/")))
        .containsExactly("http://h/pub/x/b", "http://h/pub/x/c");
    assertThat(read(html.formatted("ftp://h/pub/")))
        .containsExactly("http://h/pub/x/a", "http://h/pub/x/c");
  }

  /** IIS writes whole paths, and each server encodes them as it likes. */
  @Test
  void aDirectoryIsTheSameHoweverItsNameIsEncoded() throws Exception {
    String html = "<a href='/My%20%C3%A9/'>here</a><a href='/My%20%C3%A9/a%2Fb.txt'>a</a>";
    for (String page :
        List.of("http://h/My é/", "http://h/My%20%c3%a9/", "http://h/%4dy%20%C3%A9/index.html")) {
      assertThat(Read.references(Read.all(DocumentFormat.DIRECTORY, page, "text/html", html, true)))
          .containsExactly("http://h/My%20%C3%A9/a%2Fb.txt");
    }
  }

  @Test
  void namesFilesByWhatTheyAreCalled() throws Exception {
    List<Found> found =
        Read.all(
            DocumentFormat.DIRECTORY,
            "http://h/pub/x/index.html",
            "text/html",
            "<a href='100%25%20y.txt'>y</a>",
            false);
    assertThat(found).hasSize(1);
    Found.Entry entry = (Found.Entry) found.get(0);
    assertThat(entry.key()).isEqualTo("100% y.txt");
    assertThat(entry.fields()).containsEntry("name", "100% y.txt");
  }

  @Test
  void leavesOutDirectoriesUnlessTheyAreWanted() throws Exception {
    assertThat(Read.all(DocumentFormat.DIRECTORY, PAGE, "text/html", "<a href='s/'>s</a>", false))
        .isEmpty();
  }
}
