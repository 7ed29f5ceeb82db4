package dev.fetchery.packing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.airlift.compress.zstd.ZstdOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.zip.ZipException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ZstdTest {
  static byte[] packed(byte[] content) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new ZstdOutputStream(packed)) {
      out.write(content);
    }
    return packed.toByteArray();
  }

  private static byte[] unpacked(byte[] packed) throws IOException {
    try (InputStream in = Zstd.open(new ByteArrayInputStream(packed))) {
      return in.readAllBytes();
    }
  }

  private static byte[] content(int bytes) {
    byte[] content = new byte[bytes];
    Random random = new Random(1);
    for (int i = 0; i < bytes; i++) {
      content[i] = (byte) random.nextInt(4);
    }
    return content;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1000, 3_000_000})
  void whatWasPackedComesBack(int bytes) throws IOException {
    byte[] packed = packed(content(bytes));
    assertThat(unpacked(packed)).isEqualTo(content(bytes));
    assertThat(ByteBuffer.wrap(packed).getInt()).isEqualTo(Zstd.MAGIC);
  }

  /** Made by the reference implementation, with its checksum of the content. */
  @Test
  void aFrameOfTheReferenceImplementationIsRead() throws IOException {
    byte[] frame =
        HexFormat.of()
            .parseHex("28b52ffd0468c5000090687474703a2f2f612e746573742f310a320a0100469e4b6e9a67e6");
    assertThat(unpacked(frame)).asString().isEqualTo("http://a.test/1\nhttp://a.test/2\n");
  }

  @Test
  void framesFollowOneAnother() throws IOException {
    byte[] one = packed("a".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    byte[] both = Arrays.copyOf(one, 2 * one.length);
    System.arraycopy(one, 0, both, one.length, one.length);
    assertThat(unpacked(both)).asString().isEqualTo("aa");
  }

  @Test
  void whatIsCutShortOrDamagedIsToldAsSuch() throws IOException {
    byte[] packed = packed(content(300_000));
    for (int length : new int[] {1, 4, 5, 9, 100, packed.length / 2, packed.length - 1}) {
      assertThatThrownBy(() -> unpacked(Arrays.copyOf(packed, length)))
          .as("%s bytes", length)
          .isInstanceOf(ZipException.class);
    }
    assertThatThrownBy(() -> unpacked(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9}))
        .isInstanceOf(ZipException.class);
    Random random = new Random(7);
    for (int i = 0; i < 300; i++) {
      byte[] damaged = packed.clone();
      for (int j = 0; j < 5; j++) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      try {
        unpacked(damaged);
      } catch (IOException e) {
        // That it is damaged may show, or not; nothing else may come of it.
      }
    }
  }

  /** One of 128 MiB, as the reference implementation makes it when asked, and one of terabytes. */
  @ParameterizedTest
  @ValueSource(
      strings = {"28b52ffd04886400001000000200e9ff3773e0012c02001000020010", "28b52ffd00f80100"})
  void aWindowThatIsTooLargeIsRefused(String frame) {
    assertThatThrownBy(() -> unpacked(HexFormat.of().parseHex(frame)))
        .isInstanceOf(IOException.class);
  }

  @Test
  void aStreamThatIsClosedTwiceMakesRoomOnce() throws IOException {
    for (int i = 0; i < 1000; i++) {
      InputStream in = Zstd.open(new ByteArrayInputStream(packed(content(10))));
      in.close();
      in.close();
    }
    assertThat(unpacked(packed(content(10)))).hasSize(10);
  }
}
