package dev.fetchery.url;

/**
 * What a URL says of the server that is asked. The newest one is kept: most URLs of a list name the
 * same server as the one before.
 *
 * @param https whether by TLS
 * @param written the host as it was written, with its brackets if it has them
 * @param host the same, read
 * @param port of the scheme where none was written
 * @param hostAndPort {@code host:port}, an IPv6 address in brackets
 * @param origin {@code scheme://host:port} (RFC 6454)
 */
record Authority(
    boolean https, String written, UrlHost host, int port, String hostAndPort, String origin) {
  /** Of any thread; it may be replaced at any time. */
  private static volatile Authority newest = read(false, "localhost", 80);

  /**
   * The server of a URL whose characters have been checked.
   *
   * @param text of the URL; the host is between {@code hostAt} and {@code hostEnd}
   */
  static Authority of(boolean https, String text, int hostAt, int hostEnd, int port) {
    Authority known = newest;
    if (known.https == https
        && known.port == port
        && known.written.length() == hostEnd - hostAt
        && text.startsWith(known.written, hostAt)) {
      return known;
    }
    Authority read = read(https, text.substring(hostAt, hostEnd), port);
    newest = read;
    return read;
  }

  private static Authority read(boolean https, String written, int port) {
    UrlHost host = UrlHost.of(written);
    String hostAndPort = host.bracketed() + ":" + port;
    String origin = (https ? "https://" : "http://") + hostAndPort;
    return new Authority(https, written, host, port, hostAndPort, origin);
  }
}
