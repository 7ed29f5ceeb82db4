package dev.fetchery.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rules over the settings of the interface: beyond this machine it needs a token. Reads files
 * and resolves the host, so not for an event loop.
 */
final class ListenSettings {
  /** A token of fewer characters may be guessed. */
  private static final int SHORT_TOKEN_CHARS = 16;

  private static final Logger LOG = LoggerFactory.getLogger(ListenSettings.class);

  private final SettingValues values;
  private final SettingSources sources;

  ListenSettings(SettingValues values) {
    this.values = values;
    this.sources = values.sources();
  }

  /**
   * Where it listens, and whom it lets in.
   *
   * @param near whether no other machine can reach it
   */
  record Read(Settings.Listen listen, boolean near) {}

  /**
   * Reads them.
   *
   * @param listens false if the service will not serve HTTP: then it needs no token
   */
  Read read(boolean listens) throws SettingsException {
    List<String> hosts =
        values.isSet(Setting.ALLOW_HOST) ? values.value(Setting.ALLOW_HOST) : List.of();
    Settings.Listen listen =
        new Settings.Listen(
            values.text(Setting.HOST),
            values.integer(Setting.PORT),
            new TokenSettings(values).read(),
            tls(),
            hosts);
    boolean near = !listens || isLoopback(listen.host());
    if (!near && listen.token() != null) {
      warnOfWeakProtection(listen, listen.token());
    }
    if (!near && listen.token() == null) {
      throw new SettingsException(
          sources.where(Setting.HOST)
              + ": listening on "
              + listen.host()
              + " lets other machines in and needs a token: give --token-file FILE, or listen on"
              + " 127.0.0.1");
    }
    return new Read(listen, near);
  }

  private static void warnOfWeakProtection(Settings.Listen listen, String token) {
    if (token.length() < SHORT_TOKEN_CHARS) {
      LOG.warn(
          "the token has {} characters and can be guessed: 32 random ones cannot", token.length());
    }
    if (listen.tls() == null) {
      LOG.warn(
          "token and data are sent in the clear: give --tls-cert and --tls-key, or put a proxy"
              + " with TLS before the service");
    }
  }

  private Settings.@Nullable Tls tls() throws SettingsException {
    boolean cert = values.isSet(Setting.TLS_CERT);
    if (cert != values.isSet(Setting.TLS_KEY)) {
      Setting given = cert ? Setting.TLS_CERT : Setting.TLS_KEY;
      Setting missing = cert ? Setting.TLS_KEY : Setting.TLS_CERT;
      throw new SettingsException(
          sources.where(given) + ": needs " + missing.flag() + " too: TLS takes both or none");
    }
    return cert
        ? new Settings.Tls(values.path(Setting.TLS_CERT), values.path(Setting.TLS_KEY))
        : null;
  }

  /** Whether every address of the host is loopback. */
  private boolean isLoopback(String host) throws SettingsException {
    try {
      return Arrays.stream(InetAddress.getAllByName(host)).allMatch(InetAddress::isLoopbackAddress);
    } catch (UnknownHostException e) {
      throw sources.fault(Setting.HOST, "an address of this machine, or a name that has one");
    }
  }
}
