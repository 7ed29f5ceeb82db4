package dev.fetchery.fetcher.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.client.ResponseHead;
import dev.fetchery.job.Checksum;
import dev.fetchery.job.Checksum.Algorithm;
import io.vertx.core.MultiMap;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServedChecksumsTest {
  private static final String MD5 = "XUFAKrxLKna5cZ2REBfFkg==";

  private static List<Checksum> of(int status, String... fields) {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap().add("Date", "now");
    for (String field : fields) {
      int colon = field.indexOf(':');
      headers.add(field.substring(0, colon), field.substring(colon + 1).strip());
    }
    return ServedChecksums.of(new ResponseHead(status, headers, 5, true));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Content-MD5: XUFAKrxLKna5cZ2REBfFkg==                 | MD5    | 5d41402abc4b2a76b9719d911017c592",
        "X-Goog-Hash: md5=XUFAKrxLKna5cZ2REBfFkg==             | MD5    | 5d41402abc4b2a76b9719d911017c592",
        "x-goog-hash: crc32c=mnG7TA==                          | CRC32C | 9a71bb4c",
        "x-amz-checksum-crc32c: mnG7TA==                       | CRC32C | 9a71bb4c",
        "x-amz-checksum-crc32: NhCmhg==                        | CRC32  | 3610a686",
        "X-Amz-Checksum-Sha1: qvTGHdzF6KLavt4PO0gs2a6pQ00=     | SHA1   | aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d",
        "Repr-Digest: sha=:qvTGHdzF6KLavt4PO0gs2a6pQ00=:       | SHA1   | aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d",
        "Content-Digest: unixsum=:AAA=:, md5=:XUFAKrxLKna5cZ2REBfFkg==: | MD5 | 5d41402abc4b2a76b9719d911017c592"
      })
  void everyFieldThatTellsOneIsRead(String field, Algorithm algorithm, String hex) {
    assertThat(of(200, field)).containsExactly(Checksum.of(algorithm, hex));
  }

  @Test
  void aFieldOfGoogleTellsSeveral() {
    assertThat(of(200, "x-goog-hash: crc32c=mnG7TA==,md5=" + MD5)).hasSize(2);
    assertThat(of(200, "x-goog-hash: crc32c=mnG7TA==", "x-goog-hash: md5=" + MD5)).hasSize(2);
  }

  @Test
  void ofADigestGivenTwiceTheLastCountsAndOfTwoFieldsThatDifferNone() {
    String right = "md5=:" + MD5 + ":";
    String wrong = "md5=:AAAAAAAAAAAAAAAAAAAAAA==:";
    List<Checksum> expected =
        List.of(Checksum.of(Algorithm.MD5, "5d41402abc4b2a76b9719d911017c592"));
    assertThat(of(200, "Repr-Digest: " + wrong + ", " + right)).isEqualTo(expected);
    assertThat(of(200, "Content-Digest: " + wrong, "Content-Digest: " + right)).isEqualTo(expected);
    assertThat(of(200, "Repr-Digest: " + right + ", " + wrong)).isNotEqualTo(expected).hasSize(1);
    assertThat(of(200, "Content-MD5: " + MD5, "Content-MD5: AAAAAAAAAAAAAAAAAAAAAA==")).isEmpty();
  }

  @Test
  void aBodyIsPackedWhereOneOfSeveralFieldsSaysSo() {
    assertThat(of(200, "Content-MD5: " + MD5, "Content-Encoding: identity, , Identity")).hasSize(1);
    assertThat(of(200, "Content-MD5: " + MD5, "Content-Encoding: ,")).hasSize(1);
    assertThat(
            of(200, "Content-MD5: " + MD5, "Content-Encoding: identity", "Content-Encoding: gzip"))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Repr-Digest", "Content-Digest"})
  void aDigestOfAPackedBodyIsOfTheBytesAsSent(String field) {
    String digest = field + ": md5=:" + MD5 + ":";
    assertThat(of(200, digest, "Content-Encoding: gzip"))
        .containsExactly(Checksum.of(Algorithm.MD5, "5d41402abc4b2a76b9719d911017c592"));
    assertThat(of(206, digest, "Content-Encoding: gzip"))
        .hasSize(field.equals("Repr-Digest") ? 1 : 0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x-amz-checksum-crc32c: mnG7TA==-12",
        "x-amz-checksum-crc64nvme: AAAAAAAAAAA=",
        "Content-MD5: nonsense",
        "Content-MD5: AAAA",
        "Repr-Digest: sha-256=:AAAA:",
        "Repr-Digest: nonsense"
      })
  void whatIsNoneIsPassedOver(String field) {
    assertThat(of(200, field)).isEmpty();
  }

  @Test
  void thoseOfPartsOfPackedBodiesAndOfCompositesAreNotOfTheWhole() {
    assertThat(of(200, "Content-MD5: " + MD5, "Content-Encoding: gzip")).isEmpty();
    assertThat(of(206, "Content-MD5: " + MD5, "x-amz-checksum-crc32c: mnG7TA==")).isEmpty();
    assertThat(of(206, "x-goog-hash: md5=" + MD5)).hasSize(1);
    assertThat(of(200, "x-goog-hash: md5=" + MD5, "x-goog-stored-content-encoding: gzip"))
        .isEmpty();
    assertThat(of(200, "x-amz-checksum-sha1: AAAA", "x-amz-checksum-type: COMPOSITE")).isEmpty();
  }

  @Test
  void oneReadingGivesThemAll() {
    RunningDigests running = RunningDigests.of(EnumSet.allOf(Algorithm.class));
    running.update(ByteBuffer.wrap("hel".getBytes(StandardCharsets.US_ASCII)));
    running.update(ByteBuffer.wrap("lo".getBytes(StandardCharsets.US_ASCII)));
    assertThat(running.hex(Algorithm.MD5)).isEqualTo("5d41402abc4b2a76b9719d911017c592");
    assertThat(running.hex(Algorithm.SHA1)).isEqualTo("aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d");
    assertThat(running.hex(Algorithm.CRC32C)).isEqualTo("9a71bb4c");
    assertThat(running.hex(Algorithm.CRC32)).isEqualTo("3610a686");
    assertThat(running.hex(Algorithm.SHA384)).startsWith("59e1748777448c69de6b800d7a33bbfb9ff1b4");
    assertThat(running.hex(Algorithm.SHA512)).startsWith("9b71d224bd62f3785d96d46ad3ea3d73319bfb");
    assertThat(running.sha256Hex()).startsWith("2cf24dba5fb0a30e26e83b2ac5b9e29e");
  }
}
