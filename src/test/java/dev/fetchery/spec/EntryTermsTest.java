package dev.fetchery.spec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fetchery.job.ByteSpan;
import dev.fetchery.job.Checksum;
import dev.fetchery.job.Checksum.Algorithm;
import dev.fetchery.job.HttpRequest;
import dev.fetchery.job.JobSpec;
import dev.fetchery.job.Order;
import dev.fetchery.job.Source;
import dev.fetchery.job.Source.Manifest.Format;
import dev.fetchery.job.Terms;
import dev.fetchery.job.UrlEntry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an entry may say of its body; the checksums are those of {@code hello}. */
class EntryTermsTest {
  private static final String MD5 = "5d41402abc4b2a76b9719d911017c592";
  private static final String SHA1 = "aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d";
  private static final String SHA256 =
      "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

  private static Terms read(String json) {
    Violations violations = new Violations();
    JsonNode entry = PostedJson.read(json.replace('\'', '"'), violations);
    Terms terms = EntryTerms.read(Objects.requireNonNull(entry), "", violations);
    assertThat(violations.list()).isEmpty();
    return terms;
  }

  private static List<Violation> faults(String entry) {
    String job = "{'source':{'type':'urls','urls':['http://h/'," + entry + "]}}";
    return new JobReader(10).read(job.replace('\'', '"')) instanceof Parsed.Bad<?> bad
        ? bad.violations()
        : List.of();
  }

  private static List<UrlEntry> entries(Format format, String list) {
    ManifestRows rows = new ManifestRows(format);
    ManifestRecords records = new ManifestRecords(format, 0);
    List<UrlEntry> entries = new ArrayList<>();
    Consumer<ManifestRecords.Line> read =
        line -> {
          if (rows.entry(line) instanceof ManifestRows.Good good) {
            entries.add(good.entry());
          }
        };
    records.feed(ByteBuffer.wrap(list.getBytes(StandardCharsets.UTF_8)), read);
    records.finish(read);
    return entries;
  }

  @ParameterizedTest
  @CsvSource({
    "md5,       5D41402ABC4B2A76B9719D911017C592,                             MD5",
    "md5,       XUFAKrxLKna5cZ2REBfFkg==,                                     MD5",
    "md5,       XUFAKrxLKna5cZ2REBfFkg,                                       MD5",
    "sha1,      aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d,                     SHA1",
    "sha1,      qvTGHdzF6KLavt4PO0gs2a6pQ00=,                                 SHA1",
    "sha256,    LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=,                 SHA256",
    "sha256,    LPJNul-wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ,                  SHA256",
    "checksum,  MD5:5d41402abc4b2a76b9719d911017c592,                         MD5",
    "checksum,  sha-1=AAF4C61DDCC5E8A2DABEDE0F3B482CD9AEA9434D,               SHA1",
    "checksum,  sha256:LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=,          SHA256",
    "checksum,  1114aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d,                 SHA1",
    "checksum,  12202cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824, SHA256",
    "checksum,  d501105d41402abc4b2a76b9719d911017c592,                       MD5",
    "checksum,  5d41402abc4b2a76b9719d911017c592,                             MD5",
    "integrity, sha256-LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=?opt,      SHA256"
  })
  void aChecksumIsReadInEveryForm(String name, String text, Algorithm algorithm) {
    String hex = algorithm == Algorithm.MD5 ? MD5 : algorithm == Algorithm.SHA1 ? SHA1 : SHA256;
    assertThat(read("{'" + name + "':'" + text + "'}").proof().checksums())
        .containsExactly(Checksum.of(algorithm, hex));
  }

  @Test
  void crc32cIsToldApartByLengthToo() {
    Checksum hello = Checksum.of(Algorithm.CRC32C, "9a71bb4c");
    assertThat(read("{'crc32c':'9A71BB4C'}").proof().checksums()).containsExactly(hello);
    assertThat(read("{'crc32c':'mnG7TA=='}").proof().checksums()).containsExactly(hello);
  }

  @Test
  void ofSeveralIntegritiesTheStrongestAlgorithmCounts() {
    String weak = "sha256-LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ= ";
    String zeros = "sha512-" + "A".repeat(86) + "== ";
    String ones = "sha512-" + "/".repeat(85) + "w==";
    assertThat(read("{'integrity':'sha3-x " + weak + zeros + ones + "'}").proof().checksums())
        .containsExactly(new Checksum(Algorithm.SHA512, List.of("00".repeat(64), "ff".repeat(64))));
  }

  @Test
  void anEntryThatSaysNothingMoreHasTheTermsOfNone() {
    assertThat(read("{'url':'http://h','title':'x'}")).isSameAs(Terms.NONE);
  }

  @Test
  void termsAreNoVariables() {
    assertThat(faults("{'url':'http://h/b','size':5,'sizes':6}")).isEmpty();
    String job = "{'source':{'type':'urls','urls':[{'url':'http://h','size':5}]},";
    Parsed<?> read = new JobReader(9).read((job + "'save':{'as':'{size}'}}").replace('\'', '"'));
    assertThat(((Parsed.Bad<?>) read).violations())
        .extracting(Violation::pointer)
        .containsExactly("/save/as");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'md5':'xyz'",
        "'md5':'5d41402abc4b2a76b9719d911017c59'",
        "'sha1':'5d41402abc4b2a76b9719d911017c592'",
        "'sha256':5",
        "'sha512':''",
        "'crc32c':'123456789'",
        "'checksum':'adler32:01234567'",
        "'checksum':'md5:'",
        "'checksum':'1221" + SHA256 + "'",
        "'integrity':'sha512'",
        "'integrity':'sha512-abc'",
        "'integrity':'blake-abc='",
        "'size':-1",
        "'size':1.5",
        "'size':'many'",
        "'mirrors':['http://h/x'],'body':'x'",
        "'mirrors':5",
        "'method':'PUT'",
        "'method':'GET','body':'x'",
        "'body':5",
        "'range':'29-10'",
        "'range':'10-'",
        "'range':10",
        "'size':5,'range':'1-9'",
        "'auth':'x'",
        "'cookies':'x'",
        "'file':'x'",
        "'dir':'x'",
        "'as':'x'",
        "'form':'x'",
        "'etag':'x'",
        "'offset':1",
        "'length':1"
      })
  void whatCannotBeRightIsAFaultOfTheJob(String field) {
    String name = field.substring(1, field.indexOf('\'', 1));
    assertThat(faults("{'url':'http://h/b'," + field + "}"))
        .extracting(Violation::pointer)
        .contains("/source/urls/1/" + name)
        .allMatch(pointer -> pointer.startsWith("/source/urls/1/" + name));
  }

  @Test
  void twoChecksumsThatContradictEachOtherAreAFault() {
    String two = "{'url':'http://h/b','md5':'" + MD5 + "','checksum':'md5:" + "0".repeat(32) + "'}";
    assertThat(faults(two))
        .containsExactly(
            new Violation("/source/urls/1/checksum", "contradicts another md5 of this entry"));
  }

  @Test
  void aCellOfATableSaysTheSame() {
    String list = "url,md5,size,title\nhttp://h/a," + MD5 + ",5,x\nhttp://h/b,,,y\n";
    List<UrlEntry> entries = entries(Format.CSV, list);
    assertThat(entries)
        .extracting(UrlEntry::terms)
        .containsExactly(read("{'md5':'" + MD5 + "','size':5}"), Terms.NONE);
    assertThat(entries.get(0).fields()).containsOnlyKeys("title");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "url,md5\\nhttp://a,xyz | 2 | /md5: no md5",
        "url,size\\nhttp://a,-5 | 2 | /size: must be",
        "url,etag\\nhttp://a,x  | 1 | etag"
      })
  void aBadCellIsNamedByItsLine(String body, long line, String detail) {
    ManifestCheck check = new ManifestCheck(Format.CSV, 10);
    check.feed(ByteBuffer.wrap(body.replace("\\n", "\n").getBytes(StandardCharsets.UTF_8)));
    var first = ((ManifestCheck.Faulty) check.finish()).faults().get(0);
    assertThat(first.line()).isEqualTo(line);
    assertThat(first.detail()).contains(detail);
  }

  @Test
  void aRowSaysHowItIsAskedFor() {
    String list = "url,headers,json,range\nhttp://h,\"{\"\"X-A\"\":1}\",[1.50],3-4\n";
    ManifestCheck check = new ManifestCheck(Format.CSV, 10);
    check.feed(ByteBuffer.wrap(list.getBytes(StandardCharsets.UTF_8)));
    assertThat(check.finish()).isEqualTo(new ManifestCheck.Good(1, Set.of()));
    assertThat(read("{'json':[1.50],'range':'3-4'}").order())
        .isEqualTo(
            new Order(
                "POST", new HttpRequest.Body("[1.50]", "application/json"), new ByteSpan(3, 4)));
  }

  @Test
  void mirrorsAreAListOrCellsSeparatedByBlanks() {
    assertThat(read("{'mirrors':['http://a/','https://b/']}").mirrors())
        .containsExactly("http://a/", "https://b/");
    assertThat(faults("{'url':'http://h/','mirrors':['http://a/','ftp://b/']}"))
        .extracting(Violation::pointer)
        .containsExactly("/source/urls/1/mirrors/1");
    String list = "url,mirrors\nhttp://h,http://a  https://b/\nhttp://i,http://a b\n";
    ManifestCheck check = new ManifestCheck(Format.CSV, 10);
    check.feed(ByteBuffer.wrap(list.getBytes(StandardCharsets.UTF_8)));
    var faults = ((ManifestCheck.Faulty) check.finish()).faults();
    assertThat(faults).hasSize(1);
    assertThat(faults.get(0).line()).isEqualTo(3);
  }

  @Test
  void aLineOfAListMayNameMirrorsAfterTabs() {
    String list = "http://a/\thttp://b/ \t\thttp://c/\n";
    List<UrlEntry> entries = entries(Format.TEXT, list);
    assertThat(entries).extracting(UrlEntry::url).containsExactly("http://a/");
    assertThat(entries.get(0).terms().mirrors()).containsExactly("http://b/", "http://c/");
  }

  @Test
  void anOptionOfAria2IsRefusedByItsName() {
    ManifestCheck check = new ManifestCheck(Format.TEXT, 10);
    check.feed(ByteBuffer.wrap("http://a/\n  max-tries=3\n".getBytes(StandardCharsets.UTF_8)));
    var fault = ((ManifestCheck.Faulty) check.finish()).faults().get(0);
    assertThat(fault.line()).isEqualTo(2);
    assertThat(fault.detail()).startsWith("max-tries: an option of aria2");
  }

  @Test
  void bodyAndJsonExcludeEachOther() {
    assertThat(faults("{'url':'http://h/b','body':'x','json':{}}"))
        .containsExactly(new Violation("/source/urls/1/json", "give either body or json"));
  }

  @Test
  void aStoredJobKeepsThem() {
    String job =
        "{'source':{'type':'urls','urls':[{'url':'http://h/','size':2,'md5':'%s',"
            + "'mirrors':['http://m/'],'range':'1-2',"
            + "'headers':{'A':'b'},"
            + "'integrity':'sha384-%s'}]}}";
    String json = job.formatted(MD5, "A".repeat(64)).replace('\'', '"');
    Parsed<?> read = new JobReader(9).read(json);
    var spec = (JobSpec) ((Parsed.Ok<?>) read).value();
    assertThat(JobReader.readStored(JobWriter.toJson(spec))).isEqualTo(spec);
    assertThat(((Source.Urls) spec.source()).urls().get(0).terms().proof().checksums()).hasSize(2);
  }
}
