package dev.fetchery.client;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Netty's decoder of responses, in front of which heads are looked at, and mended where browsers
 * would read them too; and chunks are read more leniently than Netty reads them. A connection on
 * which anything had to be mended is not used again.
 */
final class ResponseDecoder extends HttpResponseDecoder {
  private enum At {
    HEAD,
    CHUNKS,
    /** A body that Netty reads. */
    BODY,
    /** Nothing can be made of what comes. */
    LOST
  }

  private final Requests requests;
  private final HeadScanner heads;
  private final ChunkReader chunks;
  private At at = At.HEAD;
  private @Nullable HttpResponse current;

  /** What is known of the requests under way on the connection. */
  interface Requests {
    /** Whether one has no response yet. */
    boolean areOpen();

    /** Takes the oldest off; whether it asks for a head alone. */
    boolean pollIsHead();
  }

  /**
   * @param maxHeadBytes of all fields of a response together
   * @param maxPieceBytes of a body handed on at a time
   */
  ResponseDecoder(Requests requests, int maxHeadBytes, int maxPieceBytes) {
    super(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(HeadScanner.MAX_STATUS_LINE)
            .setMaxHeaderSize(maxHeadBytes + HeadScanner.MAX_STATUS_LINE)
            .setMaxChunkSize(maxPieceBytes)
            // The scanner has looked at every byte.
            .setHeadersFactory(DefaultHttpHeadersFactory.headersFactory().withValidation(false))
            .setUseRfc9112TransferEncoding(false));
    this.requests = requests;
    this.heads = new HeadScanner(maxHeadBytes);
    this.chunks = new ChunkReader(maxPieceBytes, maxHeadBytes);
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out)
      throws Exception {
    switch (at) {
      case HEAD -> head(context, in, out);
      case CHUNKS -> chunk(in, out);
      case BODY -> {
        int before = out.size();
        super.decode(context, in, out);
        noteEnd(out, before);
      }
      default -> in.skipBytes(in.readableBytes());
    }
  }

  private void head(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws Exception {
    if (!skipLineEnds(in)) {
      return;
    } else if (!requests.areOpen()) {
      // What belongs to no request is left, by which it is noticed, and read for none that follows.
      at = At.LOST;
      return;
    }
    String mended = null;
    int length;
    try {
      length = heads.length(in);
      if (length >= 0 && !heads.isRegular()) {
        mended =
            HeadRepair.repaired(in.toString(in.readerIndex(), length, StandardCharsets.ISO_8859_1));
      }
    } catch (FetchException e) {
      lose(in, out, createInvalidMessage(), e);
      return;
    }
    if (length < 0) {
      return;
    }
    heads.restart();
    if (mended == null) {
      decodeHead(context, in, out);
    } else {
      in.skipBytes(length);
      ByteBuf clean = Unpooled.copiedBuffer(mended, StandardCharsets.ISO_8859_1);
      try {
        decodeHead(context, clean, out);
      } finally {
        clean.release();
      }
    }
  }

  /** Some servers send one too many behind the body before; false where nothing else is there. */
  private static boolean skipLineEnds(ByteBuf in) {
    while (in.isReadable() && "\r\n".indexOf(in.getByte(in.readerIndex())) >= 0) {
      in.skipBytes(1);
    }
    return in.isReadable();
  }

  private void decodeHead(ChannelHandlerContext context, ByteBuf head, List<Object> out)
      throws Exception {
    int before = out.size();
    super.decode(context, head, out);
    for (int i = before; i < out.size(); i++) {
      if (out.get(i) instanceof HttpResponse response) {
        begun(response);
      }
    }
    noteEnd(out, before);
  }

  private void begun(HttpResponse response) {
    current = response;
    if (response.decoderResult().isFailure()) {
      at = At.LOST;
    } else if (HttpUtil.isTransferEncodingChunked(response)) {
      at = At.CHUNKS;
      chunks.restart();
    } else {
      at = At.BODY;
    }
  }

  private void noteEnd(List<Object> out, int from) {
    if (out.size() > from && out.get(out.size() - 1) instanceof LastHttpContent && at != At.LOST) {
      at = At.HEAD;
    }
  }

  private void chunk(ByteBuf in, List<Object> out) {
    HttpContent piece;
    try {
      piece = chunks.next(in);
    } catch (FetchException e) {
      lose(in, out, new DefaultLastHttpContent(Unpooled.EMPTY_BUFFER), e);
      return;
    }
    if (!chunks.isRegular() && current != null) {
      current.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    }
    if (piece != null) {
      out.add(piece);
    }
    if (piece instanceof LastHttpContent) {
      // Netty still waits for chunks.
      reset();
      at = At.HEAD;
    }
  }

  private void lose(ByteBuf in, List<Object> out, HttpObject message, FetchException why) {
    at = At.LOST;
    in.skipBytes(in.readableBytes());
    message.setDecoderResult(DecoderResult.failure(why));
    out.add(message);
  }

  @Override
  protected boolean isContentAlwaysEmpty(HttpMessage message) {
    boolean interim =
        ((HttpResponse) message).status().codeClass() == HttpStatusClass.INFORMATIONAL;
    boolean bodiless = !interim && requests.pollIsHead();
    return bodiless || super.isContentAlwaysEmpty(message);
  }
}
