package dev.fetchery.config;

import dev.fetchery.files.FilesPlace;
import dev.fetchery.job.AddressKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/**
 * Makes {@link Settings}: picocli converts each {@link Setting}, with {@link SettingSources} as its
 * default values; rules over several settings are here. Reads files and resolves the host, so not
 * for an event loop.
 */
public final class SettingsLoader {
  /** Read from the working directory if no other file is named; it need not exist. */
  public static final Path DEFAULT_FILE = Path.of("conf", "fetchery.yaml");

  /** A token of fewer characters may be guessed. */
  private static final int SHORT_TOKEN_CHARS = 16;

  private static final Logger LOG = LoggerFactory.getLogger(SettingsLoader.class);
  private final SettingSources sources;
  private final CommandSpec spec;

  private SettingsLoader(SettingSources sources, CommandSpec spec) {
    this.sources = sources;
    this.spec = spec;
  }

  /**
   * Reads and converts every setting, once for all that is made of them.
   *
   * @param flags the flags of the command line
   * @param environment its {@code FETCHERY_…} variables are read; an empty one counts as not set
   * @param file the settings file, or null for {@link #DEFAULT_FILE}
   * @throws SettingsException if a setting, or the file, cannot be used
   */
  public static SettingsLoader read(
      Map<Setting, String> flags, Map<String, String> environment, @Nullable Path file)
      throws SettingsException {
    Path used = file != null ? file : Files.exists(DEFAULT_FILE) ? DEFAULT_FILE : null;
    Map<Setting, String> inFile = used == null ? Map.of() : SettingsFile.read(used);
    SettingSources sources = new SettingSources(flags, environment, inFile, used);
    return new SettingsLoader(sources, converted(sources));
  }

  /**
   * As {@link #read} and {@link #settings}.
   *
   * @throws SettingsException if a setting, or the file, cannot be used
   */
  public static Settings load(
      Map<Setting, String> flags,
      Map<String, String> environment,
      @Nullable Path file,
      boolean listens)
      throws SettingsException {
    return read(flags, environment, file).settings(listens);
  }

  /** The options with their values; null where there is neither a value nor a default. */
  private static CommandSpec converted(SettingSources sources) throws SettingsException {
    // a value is taken literally, even if it holds "${" or equals the name of an option
    CommandSpec spec = CommandSpec.create().interpolateVariables(false);
    spec.parser().allowOptionsAsOptionParameters(true);
    Arrays.stream(Setting.values()).map(Setting::typedOption).forEach(spec::addOption);
    try {
      new CommandLine(spec).setDefaultValueProvider(sources).parseArgs();
    } catch (ParameterException e) {
      throw sources.fault(e);
    }
    return spec;
  }

  /** The settings on which it depends how a job runs. */
  public RunSettings run() {
    return RunSettings.of(sources, spec);
  }

  /**
   * All settings, with what they name: reads the files of the token, the credentials and the
   * certificates.
   *
   * @param listens false if the service will not serve HTTP: then it needs no token
   * @throws SettingsException if settings do not fit together, or a file cannot be used
   */
  public Settings settings(boolean listens) throws SettingsException {
    Settings.Listen listen =
        new Settings.Listen(
            text(Setting.HOST), integer(Setting.PORT), token(), tls(), hosts(Setting.ALLOW_HOST));
    boolean loopback = !listens || loopback(listen.host());
    if (!loopback && listen.token() != null) {
      warnOfWeakProtection(listen, listen.token());
    }
    if (!loopback && listen.token() == null) {
      throw new SettingsException(
          sources.where(Setting.HOST)
              + ": listening on "
              + listen.host()
              + " lets other machines in and needs a token: give --token-file FILE, or listen on"
              + " 127.0.0.1");
    }
    Settings.Cluster cluster = new ClusterSettings(sources, spec).read();
    // What only fetches takes its orders from the cluster.
    boolean near = loopback && (listens || cluster == null || cluster.host().isLoopbackAddress());
    return new Settings(
        listen,
        new Settings.Storage(
            path(Setting.DATA_DIR),
            files(),
            text(Setting.DURABILITY).equals("full"),
            integer(Setting.KEEP_FINISHED),
            store()),
        new Settings.Capacity(
            integer(Setting.CONCURRENCY),
            set(Setting.CONCURRENCY),
            integer(Setting.MAX_RUNNING_JOBS),
            integer(Setting.MAX_OPEN_JOBS),
            set(Setting.FETCHERS)
                ? integer(Setting.FETCHERS)
                : Runtime.getRuntime().availableProcessors(),
            TimeUnit.SECONDS.toMillis(number(Setting.GRACE))),
        new Settings.Outbound(
            egress(near),
            userAgent(),
            ProxySettings.read(sources, textOrNull(Setting.PROXY), textOrNull(Setting.NO_PROXY)),
            authorities(),
            credentials()),
        new Settings.Caps(
            number(Setting.MAX_BODY),
            integer(Setting.MAX_HEADER),
            integer(Setting.MAX_FEEDS),
            number(Setting.MAX_ITEMS),
            number(Setting.MAX_PAGES),
            number(Setting.MAX_PAGE_SIZE),
            number(Setting.MAX_LOOKUP_SIZE),
            number(Setting.MAX_DOCUMENT_SIZE)),
        set(Setting.NODE) ? text(Setting.NODE) : HostName.read(sources.environment()),
        cluster);
  }

  private StorePlace store() throws SettingsException {
    try {
      return StoreConverter.place(text(Setting.STORE));
    } catch (TypeConversionException e) {
      throw new SettingsException(sources.where(Setting.STORE) + ": give " + e.getMessage());
    }
  }

  /** {@code files}, or else {@code downloads-dir}; where both are set, as with a token. */
  private FilesPlace files() throws SettingsException {
    int files = sources.rank(Setting.FILES);
    int directory = sources.rank(Setting.DOWNLOADS_DIR);
    if (set(Setting.FILES) && files == directory) {
      throw new SettingsException(
          sources.where(Setting.FILES) + ": give either files or downloads-dir, not both");
    }
    FilesPlace place =
        files < directory
            ? option(Setting.FILES).getValue()
            : new FilesPlace.Directory(path(Setting.DOWNLOADS_DIR));
    if (place instanceof FilesPlace.Bucket bucket) {
      return new FilesPlace.Bucket(
          bucket.name(),
          bucket.prefix(),
          set(Setting.S3_ENDPOINT) ? option(Setting.S3_ENDPOINT).getValue() : null,
          textOrNull(Setting.S3_REGION),
          text(Setting.S3_PATH_STYLE).equals("true"));
    }
    for (Setting s3 : List.of(Setting.S3_ENDPOINT, Setting.S3_REGION)) {
      if (set(s3)) {
        throw new SettingsException(sources.where(s3) + ": needs --files s3://BUCKET");
      }
    }
    return place;
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

  private OptionSpec option(Setting setting) {
    return spec.findOption(setting.flag());
  }

  private boolean set(Setting setting) {
    return option(setting).getValue() != null;
  }

  private String text(Setting setting) {
    return option(setting).getValue();
  }

  private @Nullable String textOrNull(Setting setting) {
    return set(setting) ? text(setting) : null;
  }

  private Path path(Setting setting) {
    return option(setting).getValue();
  }

  private long number(Setting setting) {
    return option(setting).<Long>getValue();
  }

  private int integer(Setting setting) {
    return Math.toIntExact(number(setting));
  }

  private List<String> hosts(Setting setting) {
    return set(setting) ? option(setting).getValue() : List.of();
  }

  private Set<AddressKind> egress(boolean loopback) {
    if (set(Setting.ALLOW_EGRESS)) {
      return option(Setting.ALLOW_EGRESS).getValue();
    }
    return loopback ? EnumSet.allOf(AddressKind.class) : EnumSet.of(AddressKind.PUBLIC);
  }

  private List<X509Certificate> authorities() throws SettingsException {
    if (set(Setting.CA_FILE)) {
      return AuthoritiesFile.read(sources.where(Setting.CA_FILE), path(Setting.CA_FILE));
    }
    String file = sources.environment().getOrDefault("SSL_CERT_FILE", "");
    return file.isEmpty() ? List.of() : AuthoritiesFile.read("SSL_CERT_FILE", Path.of(file));
  }

  private Settings.Credentials credentials() throws SettingsException {
    Path file = set(Setting.CREDENTIALS) ? path(Setting.CREDENTIALS) : null;
    if (file == null) {
      return Settings.Credentials.NONE;
    }
    try {
      return new Settings.Credentials(file, CredentialsFile.read(file));
    } catch (SettingsException e) {
      throw new SettingsException(sources.where(Setting.CREDENTIALS) + ": " + e.getMessage());
    }
  }

  private String userAgent() {
    return set(Setting.USER_AGENT) ? text(Setting.USER_AGENT) : "fetchery/" + Version.text();
  }

  private Settings.@Nullable Tls tls() throws SettingsException {
    if (set(Setting.TLS_CERT) != set(Setting.TLS_KEY)) {
      Setting given = set(Setting.TLS_CERT) ? Setting.TLS_CERT : Setting.TLS_KEY;
      Setting missing = set(Setting.TLS_CERT) ? Setting.TLS_KEY : Setting.TLS_CERT;
      throw new SettingsException(
          sources.where(given) + ": needs " + missing.flag() + " too: TLS takes both or none");
    }
    return set(Setting.TLS_CERT)
        ? new Settings.Tls(path(Setting.TLS_CERT), path(Setting.TLS_KEY))
        : null;
  }

  /** Whether every address of the host is loopback. */
  private boolean loopback(String host) throws SettingsException {
    try {
      return Arrays.stream(InetAddress.getAllByName(host)).allMatch(InetAddress::isLoopbackAddress);
    } catch (UnknownHostException e) {
      throw sources.fault(Setting.HOST, "an address of this machine, or a name that has one");
    }
  }

  /** From the setting or the file it names; if both are set, from the place of higher priority. */
  private @Nullable String token() throws SettingsException {
    int itself = sources.rank(Setting.TOKEN);
    int file = sources.rank(Setting.TOKEN_FILE);
    if (!set(Setting.TOKEN) && !set(Setting.TOKEN_FILE)) {
      return null;
    }
    if (itself == file) {
      throw new SettingsException(
          sources.where(Setting.TOKEN) + ": give either token or token-file, not both");
    }
    Path settings = sources.file();
    if (itself < file && itself == SettingSources.IN_FILE && settings != null) {
      warnIfReadableByOthers(settings);
    }
    String token = itself < file ? text(Setting.TOKEN) : readToken(path(Setting.TOKEN_FILE));
    if (!Converters.isToken(token)) {
      throw new SettingsException(
          sources.where(itself < file ? Setting.TOKEN : Setting.TOKEN_FILE)
              + ": a token is one line of visible ASCII characters, at least one");
    }
    return token;
  }

  private String readToken(Path file) throws SettingsException {
    String token = TokenFile.read(sources.where(Setting.TOKEN_FILE), file);
    warnIfReadableByOthers(file);
    return token;
  }

  private static void warnIfReadableByOthers(Path file) {
    try {
      if (SecretFile.isOpenToAll(file)) {
        LOG.warn("{} holds the token and is open to every user: chmod 600 it", file);
      }
    } catch (IOException e) {
      LOG.debug("the mode of {} cannot be read", file, e);
    }
  }
}
