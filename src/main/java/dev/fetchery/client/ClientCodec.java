package dev.fetchery.client;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.CombinedChannelDuplexHandler;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestEncoder;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

/**
 * HTTP/1 as a client speaks it, more lenient in what it reads than Netty's own codec, in whose
 * place it is put.
 */
final class ClientCodec extends CombinedChannelDuplexHandler<ResponseDecoder, HttpRequestEncoder> {

  ClientCodec(int maxHeadBytes, int maxPieceBytes) {
    Open open = new Open();
    init(new ResponseDecoder(open, maxHeadBytes, maxPieceBytes), new Encoder(open));
  }

  /** Methods of the requests that have no response yet. */
  private static final class Open implements ResponseDecoder.Requests {
    private final Queue<HttpMethod> methods = new ArrayDeque<>(2);

    @Override
    public boolean areOpen() {
      return !methods.isEmpty();
    }

    @Override
    public boolean pollIsHead() {
      return HttpMethod.HEAD.equals(methods.poll());
    }
  }

  private static final class Encoder extends HttpRequestEncoder {
    private final Open open;

    Encoder(Open open) {
      this.open = open;
    }

    @Override
    protected void encode(ChannelHandlerContext context, Object message, List<Object> out)
        throws Exception {
      if (message instanceof HttpRequest request) {
        open.methods.offer(request.method());
      }
      super.encode(context, message, out);
    }
  }
}
