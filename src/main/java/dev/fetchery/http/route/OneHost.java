package dev.fetchery.http.route;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Leaves a request over HTTP/2 that names its host more than once without any host: Vert.x would
 * take the first and drop the others. Such a request is refused as one without a host is (RFC 9113,
 * 8.3.1).
 */
final class OneHost extends ChannelInboundHandlerAdapter {
  private static final String HOST = "host";

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof Http2HeadersFrame frame) {
      Http2Headers headers = frame.headers();
      List<CharSequence> hosts = headers.getAll(HOST);
      CharSequence authority = headers.authority();
      boolean another =
          authority != null
              && hosts.stream()
                  .anyMatch(host -> !host.toString().equalsIgnoreCase(authority.toString()));
      if (hosts.size() > 1 || another) {
        String all = hosts.stream().map(String::valueOf).collect(Collectors.joining(", "));
        headers.remove(HOST);
        headers.remove(Http2Headers.PseudoHeaderName.AUTHORITY.value());
        headers.add(HOST, all + ", " + authority);
      }
    }
    context.fireChannelRead(message);
  }
}
