package dev.fetchery.config;

import dev.fetchery.job.AddressKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes {@link Settings} of what was said where: a flag wins over the environment, that over the
 * settings file, that over the default. Reads files and resolves the host, so not for an event
 * loop.
 */
public final class SettingsLoader {
  /** Read where no other file is named, if it exists in the working directory. */
  public static final Path DEFAULT_FILE = Path.of("conf", "fetchery.yaml");

  private static final Logger LOG = LoggerFactory.getLogger(SettingsLoader.class);
  private static final Pattern HOST_NAME = Pattern.compile("[A-Za-z0-9._:\\[\\]-]{1,255}");
  private static final Pattern VISIBLE = Pattern.compile("[\\x20-\\x7e]+");
  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.of(PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE);

  private final Values values;
  private final boolean listens;

  private SettingsLoader(Values values, boolean listens) {
    this.values = values;
    this.listens = listens;
  }

  /**
   * @param flags what was given on the command line
   * @param environment its {@code FETCHERY_…} variables are read; empty ones count as not set
   * @param file the settings file, or null for {@link #DEFAULT_FILE} where there is one
   * @param listens whether anything will be served: what is not needs no token
   */
  public static Settings load(
      Map<Setting, String> flags, Map<String, String> environment, Path file, boolean listens)
      throws SettingsException {
    Path used = file != null ? file : Files.exists(DEFAULT_FILE) ? DEFAULT_FILE : null;
    Map<Setting, String> inFile = used == null ? Map.of() : SettingsFile.read(used);
    return new SettingsLoader(new Values(flags, environment, inFile, used), listens).settings();
  }

  private Settings settings() throws SettingsException {
    String host = host();
    boolean loopback = !listens || loopback(host);
    String token = token();
    if (!loopback && token == null) {
      throw new SettingsException(
          values.where(Setting.HOST)
              + ": listening on "
              + host
              + " lets others in and needs a token: give --token-file FILE, or listen on 127.0.0.1");
    }
    Path cert = path(Setting.TLS_CERT);
    Path key = path(Setting.TLS_KEY);
    if ((cert == null) != (key == null)) {
      Setting given = cert == null ? Setting.TLS_KEY : Setting.TLS_CERT;
      Setting missing = cert == null ? Setting.TLS_CERT : Setting.TLS_KEY;
      throw new SettingsException(
          values.where(given) + ": needs " + missing.flag() + " too: TLS takes both or none");
    }
    return new Settings(
        host,
        (int) values.number(Setting.PORT, 0, 65_535),
        path(Setting.DATA_DIR),
        path(Setting.DOWNLOADS_DIR),
        token,
        cert,
        key,
        allowHosts(),
        egress(loopback),
        (int) values.number(Setting.CONCURRENCY, 1, 100_000),
        (int) values.number(Setting.MAX_RUNNING_JOBS, 1, 100_000),
        (int) values.number(Setting.MAX_OPEN_JOBS, 1, 10_000_000),
        values.oneOf(Setting.DURABILITY, List.of("os", "full")).equals("full"),
        (int) values.number(Setting.KEEP_FINISHED, 0, 36_500),
        userAgent(),
        caps());
  }

  private Settings.Caps caps() throws SettingsException {
    return new Settings.Caps(
        values.size(Setting.MAX_BODY, 1L << 10, 1L << 30),
        (int) values.size(Setting.MAX_HEADER, 1L << 10, 1L << 24),
        (int) values.number(Setting.MAX_FEEDS, 0, 1_000_000),
        values.number(Setting.MAX_ITEMS, 1, 1_000_000_000_000L),
        values.number(Setting.MAX_PAGES, 1, 1_000_000_000_000L),
        values.size(Setting.MAX_PAGE_SIZE, 1L << 10, 1L << 30),
        values.size(Setting.MAX_LOOKUP_SIZE, 1L << 10, 1L << 30),
        values.size(Setting.MAX_DOCUMENT_SIZE, 1L << 10, 1L << 50));
  }

  private String host() throws SettingsException {
    String host = values.text(Setting.HOST);
    if (!HOST_NAME.matcher(host).matches()) {
      throw values.fault(Setting.HOST, "an address or host name to listen on");
    }
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }

  /** Whether every address of the name is loopback. */
  private boolean loopback(String host) throws SettingsException {
    try {
      return Arrays.stream(InetAddress.getAllByName(host)).allMatch(InetAddress::isLoopbackAddress);
    } catch (UnknownHostException e) {
      throw values.fault(Setting.HOST, "an address of this machine, or a name that has one");
    }
  }

  /** Said as itself or as a file; where both are, that of the stronger place. */
  private String token() throws SettingsException {
    int itself = values.rank(Setting.TOKEN);
    int file = values.rank(Setting.TOKEN_FILE);
    if (itself == file && values.text(Setting.TOKEN) != null) {
      throw new SettingsException(
          values.where(Setting.TOKEN) + ": give either token or token-file, not both");
    }
    String token = itself <= file ? values.text(Setting.TOKEN) : tokenOfFile();
    if (token != null && !(VISIBLE.matcher(token).matches() && token.equals(token.strip()))) {
      throw new SettingsException(
          values.where(itself < file ? Setting.TOKEN : Setting.TOKEN_FILE)
              + ": a token is one line of visible ASCII characters, at least one");
    }
    return token;
  }

  private String tokenOfFile() throws SettingsException {
    Path file = path(Setting.TOKEN_FILE);
    try {
      String token = Files.readString(file, StandardCharsets.UTF_8).strip();
      warnWhenOpen(file);
      return token;
    } catch (IOException e) {
      throw new SettingsException(
          values.where(Setting.TOKEN_FILE)
              + ": cannot read "
              + file
              + ": "
              + SettingsFile.reason(e));
    }
  }

  private static void warnWhenOpen(Path file) throws IOException {
    if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return;
    }
    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
    if (OTHERS.stream().anyMatch(permissions::contains)) {
      LOG.warn("{} holds the token and is open to every user: chmod 600 it", file);
    }
  }

  private Path path(Setting setting) throws SettingsException {
    String text = values.text(setting);
    if (text == null) {
      return null;
    }
    try {
      if (!text.isBlank()) {
        return Path.of(text).toAbsolutePath().normalize();
      }
    } catch (InvalidPathException e) {
      // told below, as a blank one is
    }
    throw values.fault(setting, "a path");
  }

  private List<String> allowHosts() throws SettingsException {
    List<String> hosts = values.list(Setting.ALLOW_HOST);
    if (!hosts.stream().allMatch(host -> HOST_NAME.matcher(host).matches())) {
      throw values.fault(Setting.ALLOW_HOST, "host names without port, separated by commas");
    }
    return hosts.stream().map(host -> host.toLowerCase(Locale.ROOT)).toList();
  }

  private Set<AddressKind> egress(boolean loopback) throws SettingsException {
    if (values.text(Setting.ALLOW_EGRESS) == null) {
      return loopback ? EnumSet.allOf(AddressKind.class) : EnumSet.of(AddressKind.PUBLIC);
    }
    Set<AddressKind> kinds = EnumSet.noneOf(AddressKind.class);
    try {
      for (String kind : values.list(Setting.ALLOW_EGRESS)) {
        kinds.add(AddressKind.valueOf(kind.toUpperCase(Locale.ROOT)));
      }
    } catch (IllegalArgumentException e) {
      kinds.clear();
    }
    if (kinds.isEmpty()) {
      throw values.fault(
          Setting.ALLOW_EGRESS, "some of public, private, loopback, separated by commas");
    }
    return kinds;
  }

  private String userAgent() throws SettingsException {
    String agent = values.text(Setting.USER_AGENT);
    if (agent == null) {
      return "fetchery/" + Version.text();
    }
    if (!VISIBLE.matcher(agent).matches()) {
      throw values.fault(Setting.USER_AGENT, "one line of visible ASCII characters");
    }
    return agent.strip();
  }
}
