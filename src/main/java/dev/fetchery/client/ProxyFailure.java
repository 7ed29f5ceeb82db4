package dev.fetchery.client;

import dev.fetchery.job.ErrorCode;
import dev.fetchery.proxy.ProxyAddress;
import io.netty.handler.proxy.ProxyConnectException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * From what Netty throws on the way through a proxy to the codes that people see: {@code proxy}
 * where the proxy itself failed, {@code connect} where a SOCKS proxy says that the destination did
 * (RFC 1928, 6).
 */
final class ProxyFailure {
  /** What Netty's message says after the addresses; it has no field for it. */
  private static final Pattern STATUS = Pattern.compile(" status: (\\d{3})\\b");

  private static final Pattern REPLY = Pattern.compile(" status: [A-Z_]+\\((\\d{1,3})\\)");

  private static final Map<Integer, String> OF_DESTINATION =
      Map.of(
          2, "the rules do not allow this destination",
          3, "the destination's network is unreachable",
          4, "the destination's host is unreachable",
          5, "the destination refused the connection",
          6, "the connection to the destination timed out");

  private ProxyFailure() {}

  /** The proxy's own failure to connect; null where what failed is behind it. */
  static @Nullable FetchException of(ProxyAddress proxy, Throwable thrown) {
    for (Throwable e = thrown; e != null; e = e.getCause()) {
      if (e instanceof ProxyConnectException refused) {
        return refused(proxy, String.valueOf(refused.getMessage()));
      }
      if (e instanceof UnknownHostException) {
        return failed(proxy, "its name has no address", false);
      }
      if (e instanceof ConnectException || e instanceof NoRouteToHostException) {
        return failed(proxy, FailureMapper.ofConnecting(e).fault().detail(), false);
      }
    }
    return null;
  }

  /** A proxy for plain http answers 407 in place of the origin (RFC 9110, 15.5.8). */
  static FetchException unauthorized(ProxyAddress proxy) {
    return failed(
        proxy,
        proxy.user() == null
            ? "it asks for a user and a password: give them in the proxy's URL"
            : "it does not accept the user and the password",
        true);
  }

  /** What is wrong with the proxy, in one line. */
  static FetchException failed(ProxyAddress proxy, String why, boolean permanent) {
    return new FetchException(ErrorCode.PROXY, "proxy " + proxy + ": " + why, permanent);
  }

  private static FetchException refused(ProxyAddress proxy, String message) {
    return proxy.isSocks() ? ofSocks(proxy, message) : ofConnect(proxy, message);
  }

  private static FetchException ofConnect(ProxyAddress proxy, String message) {
    Matcher status = STATUS.matcher(message);
    if (status.find()) {
      // Tinyproxy refuses a wrong password by 401.
      return status.group(1).equals("407") || status.group(1).equals("401")
          ? unauthorized(proxy)
          : failed(proxy, "it answered CONNECT with " + status.group(1), false);
    }
    return general(proxy, message);
  }

  private static FetchException ofSocks(ProxyAddress proxy, String message) {
    if (message.contains("authStatus") || message.contains("authMethod")) {
      return failed(
          proxy,
          proxy.user() == null
              ? "it asks for a user and a password: give them in the proxy's URL"
              : "it does not accept the user and the password",
          true);
    }
    Matcher reply = REPLY.matcher(message);
    if (!reply.find()) {
      return general(proxy, message);
    }
    int code = Integer.parseInt(reply.group(1));
    String ofDestination = OF_DESTINATION.get(code);
    return ofDestination == null
        ? failed(proxy, "it failed with the SOCKS reply " + code, false)
        : new FetchException(ErrorCode.CONNECT, ofDestination + ", says the proxy " + proxy);
  }

  private static FetchException general(ProxyAddress proxy, String message) {
    if (message.endsWith("timeout")) {
      return new FetchException(ErrorCode.TIMEOUT, "no connection in time by proxy " + proxy);
    }
    return failed(
        proxy,
        message.endsWith("disconnected")
            ? "it closed the connection before it answered"
            : "it does not speak " + (proxy.isSocks() ? "SOCKS 5" : "HTTP") + " as expected",
        false);
  }
}
