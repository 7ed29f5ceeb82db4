package dev.fetchery.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Converts the text of settings about the cluster. The exception says what is expected. */
final class ClusterConverter {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final Pattern SECONDS = Pattern.compile("(\\d{1,5})\\s*s?");
  private static final int MOST_GRACE_S = 86_400;
  private static final int MOST_PORT = 65_535;

  private ClusterConverter() {}

  /** Nodes by host and port; an IPv6 address stands in brackets. */
  static List<Settings.Peer> peers(String text) {
    List<Settings.Peer> peers =
        Arrays.stream(text.split(","))
            .map(String::strip)
            .filter(part -> !part.isEmpty())
            .map(ClusterConverter::peer)
            .toList();
    if (peers.isEmpty()) {
      throw Converters.expected("one or more HOST:PORT, separated by commas");
    }
    return peers;
  }

  private static Settings.Peer peer(String text) {
    try {
      URI uri = new URI("node://" + text);
      String host = uri.getHost();
      boolean bare = uri.getRawPath().isEmpty() && uri.getRawQuery() == null;
      if (host != null && bare && uri.getRawUserInfo() == null && isPort(uri.getPort())) {
        return new Settings.Peer(host.startsWith("[") ? unwrapped(host) : host, uri.getPort());
      }
    } catch (URISyntaxException e) {
      // Reported below, like any other text.
    }
    throw Converters.expected(
        "HOST:PORT, such as 10.0.0.5:5701 or [fd00::5]:5701, separated by commas");
  }

  private static boolean isPort(int port) {
    return port > 0 && port <= MOST_PORT;
  }

  private static String unwrapped(String host) {
    return host.substring(1, host.length() - 1);
  }

  static String host(String text) {
    return Converters.hostName(text.strip());
  }

  static String name(String text) {
    if (!NAME.matcher(text.strip()).matches()) {
      throw Converters.expected(
          "a name of at most 64 letters, digits, dots, hyphens and underscores");
    }
    return text.strip();
  }

  /** Seconds, with or without an {@code s}. */
  static Long grace(String text) {
    Matcher seconds = SECONDS.matcher(text.strip());
    if (!seconds.matches() || Long.parseLong(seconds.group(1)) > MOST_GRACE_S) {
      throw Converters.expected("seconds from 0 to " + MOST_GRACE_S);
    }
    return Long.parseLong(seconds.group(1));
  }
}
