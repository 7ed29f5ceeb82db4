package dev.fetchery.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Whatever comes is read or refused, and alike however the network cuts it. */
class ClientCodecPropertyTest {

  /** What one response to one request is read as. */
  private static String read(String answer, int piece) {
    EmbeddedChannel channel = new EmbeddedChannel(new ClientCodec(1_000, 64));
    channel.writeOutbound(
        new DefaultFullHttpRequest(
            HttpVersion.HTTP_1_1, HttpMethod.GET, "/", Unpooled.EMPTY_BUFFER));
    channel.releaseOutbound();
    byte[] bytes = answer.getBytes(StandardCharsets.ISO_8859_1);
    for (int at = 0; at < bytes.length; at += piece) {
      ByteBuf part = Unpooled.copiedBuffer(bytes, at, Math.min(piece, bytes.length - at));
      channel.writeInbound(part);
    }
    StringBuilder read = new StringBuilder();
    for (Object message; (message = channel.readInbound()) != null; ) {
      read.append(shown((HttpObject) message));
      ReferenceCountUtil.release(message);
    }
    channel.finishAndReleaseAll();
    return read.toString();
  }

  private static String shown(HttpObject message) {
    if (message.decoderResult().isFailure()) {
      return "!";
    }
    if (message instanceof HttpResponse response) {
      return "<" + response.status().code() + " " + response.headers().entries() + ">";
    }
    return ((HttpContent) message).content().toString(StandardCharsets.ISO_8859_1);
  }

  @Property
  void anythingIsReadOrRefusedHoweverItIsCut(
      @ForAll("answers") String answer, @ForAll @IntRange(min = 1, max = 40) int piece) {
    String whole = read(answer, Integer.MAX_VALUE);
    String cut = read(answer, piece);
    // What is no HTTP at all is told as soon as it is seen.
    assertThat(cut).isEqualTo(whole);
  }

  @Provide
  Arbitrary<String> answers() {
    Arbitrary<String> pieces =
        Arbitraries.of(
            "\r\n",
            "\n",
            "\r",
            " ",
            "\t",
            ":",
            "X: y",
            "Content-Length: 5",
            "Content-Length: 6",
            "Transfer-Encoding: chunked",
            "Transfer-Encoding: identity",
            "hello",
            "5",
            "0",
            "5 ;a",
            ",",
            "HTTP/1.1 200 OK",
            "HTTP/1.0 404",
            "\0",
            "\u00e9",
            "é: ü",
            " folded");
    return pieces.list().ofMaxSize(25).map(parts -> "HTTP/1.1 200 OK\r\n" + String.join("", parts));
  }

  @Property
  void arbitraryBytesAreNoTrouble(@ForAll List<Byte> bytes) {
    StringBuilder text = new StringBuilder();
    bytes.forEach(b -> text.append((char) (b & 0xff)));
    assertThat(read(text.toString(), 3)).isNotNull();
  }
}
