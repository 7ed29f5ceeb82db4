package dev.fetchery.source.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fetchery.job.DocumentFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class XmlReadersTest {
  private static final String URL = "http://h/doc";

  @Test
  void readsThePodcastsEnclosures() throws Exception {
    String rss =
        """
        <?xml version="1.0"?><rss version="2.0" xmlns:itunes="i" xmlns:media="http://search.yahoo.com/mrss/">
        <channel><title>Show</title><item><title>One &amp; <![CDATA[<two>]]></title>
        <guid isPermaLink="false">g1</guid><pubDate>Tue, 02 Jan 2024 03:04:05 EST</pubDate>
        <enclosure url=" https://h/1.mp3 " length="123" type="audio/mpeg"/>
        <media:content url="https://h/1.mp3"><media:title>other</media:title></media:content></item>
        <item><title>No file</title></item>
        <item><guid>g2</guid><enclosure url="2.mp3" length=""/><enclosure url="2b.mp3" length="0"/></item>
        <item><media:group><media:content url="/v.mp4" fileSize="9"/></media:group></item>
        </channel></rss>
        """;
    List<Found> found = Read.all(DocumentFormat.RSS, URL, rss);
    assertThat(Read.references(found))
        .containsExactly("https://h/1.mp3", "2.mp3", "2b.mp3", "/v.mp4");
    assertThat(((Found.Entry) found.get(0)).fields())
        .isEqualTo(
            Map.of(
                "title", "One & <two>",
                "guid", "g1",
                "published", "2024-01-02T08:04:05Z",
                "size", "123",
                "length", "123"));
    assertThat(((Found.Entry) found.get(0)).expected()).isEmpty();
    assertThat(((Found.Entry) found.get(1)).fields()).isEqualTo(Map.of("guid", "g2"));
  }

  @Test
  void readsAtom() throws Exception {
    String atom =
        """
        <feed xmlns="http://www.w3.org/2005/Atom"><id>feed</id><entry><id>e1</id><title>T</title>
        <published>2024-01-02T03:04:05+01:00</published><link rel="alternate" href="page"/>
        <link rel="enclosure" href="a.zip" length="7"/></entry></feed>
        """;
    assertThat(Read.all(DocumentFormat.RSS, URL, atom))
        .containsExactly(
            new Found.Entry(
                "a.zip",
                null,
                Map.of(
                    "guid",
                    "e1",
                    "title",
                    "T",
                    "published",
                    "2024-01-02T02:04:05Z",
                    "size",
                    "7",
                    "length",
                    "7"),
                Map.of(),
                List.of()));
  }

  @Test
  void readsWhatACatalogGivesAway() throws Exception {
    String opds =
        """
        <feed xmlns="http://www.w3.org/2005/Atom"><entry><id>e1</id><title>T</title>
        <link rel="http://opds-spec.org/image" href="cover.jpg" type="image/jpeg"/>
        <link rel="http://opds-spec.org/acquisition" href="a.epub" type="application/epub+zip"/>
        <link rel="http://opds-spec.org/acquisition/open-access" href="a.pdf" length="7"/>
        <link rel="http://opds-spec.org/acquisition" href="e" type="application/atom+xml;type=entry"/>
        <link rel="http://opds-spec.org/acquisition/buy" href="shop"/></entry>
        <entry><link rel="http://opds-spec.org/acquisition" href="b.epub"/>
        <link rel="enclosure" href="b.mp3"/></entry></feed>
        """;
    List<Found> found = Read.all(DocumentFormat.RSS, URL, opds);
    assertThat(Read.references(found)).containsExactly("a.epub", "a.pdf", "b.mp3");
    assertThat(((Found.Entry) found.get(1)).fields())
        .isEqualTo(Map.of("guid", "e1", "title", "T", "size", "7", "length", "7"));
  }

  @Test
  void readsAJsonFeed() throws Exception {
    String feed =
        """
        {"version": "https://jsonfeed.org/version/1.1", "author": {"items": [1]}, "items": [
         {"id": "1", "title": "T", "date_published": "2024-01-02T03:04:05Z",
          "attachments": [{"url": "a.mp3", "size_in_bytes": 5}, {"mime_type": "x"}]},
         {"id": "2"}], "more": true}
        """;
    assertThat(Read.all(DocumentFormat.RSS, URL, feed))
        .containsExactly(
            new Found.Entry(
                "a.mp3",
                null,
                Map.of(
                    "guid",
                    "1",
                    "title",
                    "T",
                    "published",
                    "2024-01-02T03:04:05Z",
                    "size",
                    "5",
                    "length",
                    "5"),
                Map.of(),
                List.of()));
  }

  @Test
  void readsASitemapAndItsIndex() throws Exception {
    String map =
        """
        <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:image="i">
        <url><image:image><image:loc>http://h/i.png</image:loc></image:image>
        <loc>
          http://h/a?x=1&amp;y=2 </loc><lastmod>2024-01-02</lastmod></url><url><loc/></url></urlset>
        """;
    assertThat(Read.all(DocumentFormat.SITEMAP, URL, map))
        .containsExactly(
            new Found.Entry(
                "http://h/a?x=1&y=2",
                null,
                Map.of("lastmod", "2024-01-02T00:00:00Z"),
                Map.of(),
                List.of()));
    String index =
        "<sitemapindex><sitemap><loc>a.xml.gz</loc></sitemap><sitemap><loc>b.xml</loc></sitemap></sitemapindex>";
    assertThat(Read.references(Read.all(DocumentFormat.SITEMAP, URL, index)))
        .containsExactly(">a.xml.gz", ">b.xml");
  }

  @Test
  void readsABucketAndWhereItGoesOn() throws Exception {
    String listing =
        """
        <ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>b</Name>
        <IsTruncated>true</IsTruncated><NextContinuationToken>a+/=</NextContinuationToken>
        <Contents><Key>d/</Key><Size>0</Size></Contents>
        <Contents><Key>d/a b+.txt</Key><LastModified>2024-01-02T03:04:05.000Z</LastModified>
        <ETag>&quot;900150983cd24fb0d6963f7d28e17f72&quot;</ETag><Size>3</Size><Owner><ID>x</ID></Owner></Contents>
        <Contents><Key>big</Key><ETag>"900150983cd24fb0d6963f7d28e17f72-3"</ETag><Size>9</Size></Contents>
        </ListBucketResult>
        """;
    List<Found> found =
        Read.all(DocumentFormat.S3, "http://h/b?list-type=2&continuation-token=old", listing);
    assertThat(Read.references(found))
        .containsExactly(
            "http://h/b/d/a%20b%2B.txt",
            "http://h/b/big", ">>http://h/b?list-type=2&continuation-token=a%2B%2F%3D");
    Found.Entry first = (Found.Entry) found.get(0);
    assertThat(first.key()).isEqualTo("d/a b+.txt");
    assertThat(first.expected())
        .isEqualTo(Map.of("size", "3", "md5", "900150983cd24fb0d6963f7d28e17f72"));
    assertThat(((Found.Entry) found.get(1)).expected()).isEqualTo(Map.of("size", "9"));
  }

  @Test
  void goesOnAfterTheLastKeyOfAnOldListing() throws Exception {
    String listing =
        "<ListBucketResult><IsTruncated>true</IsTruncated><Contents><Key>k&amp;1</Key><Size>1</Size>"
            + "</Contents></ListBucketResult>";
    assertThat(Read.references(Read.all(DocumentFormat.S3, "http://b.h/", listing)))
        .containsExactly("http://b.h/k%261", ">>http://b.h/?marker=k%261");
  }

  /** S3 names the encoding of keys before them, MinIO behind them, others do not encode. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<EncodingType>url</EncodingType> | '' | a%20b%2Bc",
        "'' | <EncodingType>url</EncodingType> | a%20b%2Bc",
        "'' | '' | a%2Bb%252Bc"
      })
  void keysAreEncodedWhereTheListingSaysSo(String before, String behind, String path)
      throws Exception {
    String listing =
        "<ListBucketResult>%s<Contents><Key>a+b%%2Bc</Key><Size>1</Size></Contents>"
            + "<Contents><Key>d/</Key><Size>0</Size></Contents><IsTruncated>true</IsTruncated>"
            + "<Contents><Key>a+b%%2Bc</Key></Contents>%s</ListBucketResult>";
    String text = listing.formatted(before, behind);
    String url = "http://h/b?encoding-type=url";
    assertThat(Read.references(Read.all(DocumentFormat.S3, url, text)))
        .containsExactly(
            "http://h/b/" + path, "http://h/b/" + path, ">>" + url + "&marker=" + path);
  }

  @Test
  void readsAMetalinkByPriority() throws Exception {
    String metalink =
        """
        <metalink xmlns="urn:ietf:params:xml:ns:metalink"><file name="a.iso"><size>3</size>
        <hash type="sha-256">AB</hash><hash type="md5">cd</hash>
        <pieces length="1" type="sha-1"><hash>ee</hash></pieces>
        <url priority="2">http://m2/a</url><url priority="1">http://m1/a</url><url>http://m3/a</url>
        </file></metalink>
        """;
    assertThat(Read.all(DocumentFormat.METALINK, URL, metalink))
        .containsExactly(
            new Found.Entry(
                "http://m1/a",
                "a.iso",
                Map.of("name", "a.iso"),
                Map.of("size", "3", "sha256", "AB", "md5", "cd"),
                List.of("http://m2/a", "http://m3/a")));
  }

  @Test
  void readsNoEntityAndNoDocumentType() {
    String bomb =
        """
        <!DOCTYPE urlset [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
        <!ENTITY x SYSTEM "file:///etc/passwd">]>
        <urlset><url><loc>http://h/&b;&x;</loc></url></urlset>
        """;
    try {
      assertThat(Read.references(Read.all(DocumentFormat.SITEMAP, URL, bomb)))
          .containsExactly("http://h/");
    } catch (Exception e) {
      assertThat(e).isInstanceOf(BadDocumentException.class);
    }
  }

  @Test
  void readsAMetalinkOfVersion3() throws Exception {
    String metalink =
        """
        <metalink version="3.0" xmlns="http://www.metalinker.org/"><files><file name="a.iso">
        <size>3</size><verification><hash type="sha1">AB</hash>
        <pieces length="1" type="sha1"><hash piece="0">ee</hash></pieces></verification>
        <resources><url type="bittorrent" preference="100">http://m1/a.torrent</url>
        <url type="http" preference="10">http://m2/a</url>
        <url type="http" preference="100">http://m1/a</url><url>http://m3/a</url></resources>
        </file></files></metalink>
        """;
    assertThat(Read.all(DocumentFormat.METALINK, URL, metalink))
        .containsExactly(
            new Found.Entry(
                "http://m1/a",
                "a.iso",
                Map.of("name", "a.iso"),
                Map.of("size", "3", "sha1", "AB"),
                List.of("http://m2/a", "http://m3/a")));
  }

  @Test
  void resolvesByTheBaseOfEachElement() throws Exception {
    String feed =
        """
        <feed xmlns="http://www.w3.org/2005/Atom" xml:base="/base/">
        <entry xml:base="deep/"><link rel="enclosure" href="a"/><link rel="enclosure" href="/b"/>
        </entry><entry><link rel="enclosure" xml:base="http://other/x/" href="c"/>
        <link rel="enclosure" href="d"/></entry></feed>
        """;
    assertThat(Read.references(Read.all(DocumentFormat.RSS, "http://h/f.xml", feed)))
        .containsExactly(
            "http://h/base/deep/a", "http://h/b", "http://other/x/c", "http://h/base/d");
  }

  @Test
  void readsAFeedOfRss1AndOneBehindBlankLines() throws Exception {
    String feed =
        """

        <?xml version="1.0"?><r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
          xmlns="http://purl.org/rss/1.0/" xmlns:e="http://purl.oclc.org/net/rss_2.0/enc#">
        <item r:about="x"><e:enclosure r:resource="/a" e:length="5"/></item></r:RDF>
        """;
    assertThat(Read.references(Read.all(DocumentFormat.RSS, URL, feed))).containsExactly("/a");
  }

  @ParameterizedTest
  @CsvSource({
    "RSS, urlset, not a feed",
    "SITEMAP, rss, not a sitemap",
    "SITEMAP, html, not a sitemap",
    "S3, Error, not the listing of a bucket",
    "METALINK, html, not a Metalink"
  })
  void anotherDocumentThanAskedForIsNoEmptyOne(DocumentFormat format, String root, String why) {
    String document = "<?xml version=\"1.0\"?><" + root + "><x/></" + root + ">";
    assertThatThrownBy(() -> Read.all(format, URL, document))
        .isInstanceOf(BadDocumentException.class)
        .hasMessage("it is " + why + ", begins with <" + root + ">");
  }

  @Test
  void saysWhereADocumentBreaks() {
    assertThatThrownBy(
            () -> Read.all(DocumentFormat.SITEMAP, URL, "<urlset>\n<url><loc>x</url></urlset>"))
        .isInstanceOf(BadDocumentException.class)
        .hasMessageContaining("line 2");
  }
}
