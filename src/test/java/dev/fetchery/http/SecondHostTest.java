package dev.fetchery.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests over HTTP/2 that name more than one host, which no client of a library sends. */
@Timeout(60)
class SecondHostTest {
  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

  /** By PROTOCOL_ERROR, as any request that is malformed (RFC 9113, 8.1.1). */
  private static final String MALFORMED = "reset by 1";

  private static final int HEADERS = 1;
  private static final int RESET = 3;
  private static final int SETTINGS = 4;
  private static final int END_STREAM_AND_HEADERS = 5;

  @TempDir Path directory;
  private Service service;

  @BeforeEach
  void start() {
    Path cert = Path.of("src/test/resources/tls/cert.pem").toAbsolutePath();
    Path key = Path.of("src/test/resources/tls/key.pem").toAbsolutePath();
    service = Service.in(directory).tls(cert, key).start();
  }

  @AfterEach
  void stop() {
    service.close();
  }

  @Test
  void oneHostIsAnswered() throws Exception {
    assertThat(status(null, "localhost")).isEqualTo("200");
    assertThat(status("localhost")).isEqualTo("200");
    assertThat(status("localhost", "localhost")).isEqualTo("200");
  }

  @ParameterizedTest
  @CsvSource({",localhost,evil", ",evil,localhost", "localhost,localhost,localhost"})
  void twoAreRefused(String authority, String first, String second) throws Exception {
    assertThat(status(authority, first, second)).isEqualTo(MALFORMED);
  }

  @Test
  void hostBesideAnotherAuthorityIsRefused() throws Exception {
    assertThat(status("localhost", "evil")).isEqualTo(MALFORMED);
    assertThat(status("evil", "localhost")).isEqualTo(MALFORMED);
  }

  /** Of the answer, or how the stream is reset; a connection that is given up has none. */
  private String status(String authority, String... hosts) throws Exception {
    Http2Headers headers = new DefaultHttp2Headers(false);
    headers.method("GET").scheme("https").path("/api/v1/jobs?limit=1");
    if (authority != null) {
      headers.authority(authority);
    }
    List.of(hosts).forEach(host -> headers.add("host", host));
    ByteBuf block = Unpooled.buffer();
    new DefaultHttp2HeadersEncoder().encodeHeaders(1, headers, block);
    try (SSLSocket socket = TlsSocket.connect(service.verticle.port(), "h2")) {
      OutputStream out = socket.getOutputStream();
      out.write(PREFACE.getBytes(StandardCharsets.US_ASCII));
      out.write(frame(SETTINGS, 0, 0, Unpooled.EMPTY_BUFFER));
      out.write(frame(HEADERS, END_STREAM_AND_HEADERS, 1, block));
      out.flush();
      return answered(new DataInputStream(socket.getInputStream()));
    }
  }

  private static byte[] frame(int type, int flags, int stream, ByteBuf payload) {
    int length = payload.readableBytes();
    ByteBuffer frame = ByteBuffer.allocate(9 + length);
    frame.put((byte) (length >> 16)).putShort((short) length).put((byte) type).put((byte) flags);
    frame.putInt(stream);
    payload.readBytes(frame);
    return frame.array();
  }

  private static String answered(DataInputStream in) throws IOException, Http2Exception {
    while (true) {
      int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
      int type = in.readUnsignedByte();
      in.readUnsignedByte();
      int stream = in.readInt();
      byte[] payload = in.readNBytes(length);
      if (type == HEADERS && stream == 1) {
        return new DefaultHttp2HeadersDecoder()
            .decodeHeaders(1, Unpooled.wrappedBuffer(payload))
            .status()
            .toString();
      }
      if (type == RESET && stream == 1) {
        return "reset by " + ByteBuffer.wrap(payload).getInt();
      }
    }
  }
}
