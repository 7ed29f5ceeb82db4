package dev.fetchery.config;

import dev.fetchery.job.AddressKind;
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
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * Makes {@link Settings}: picocli converts each {@link Setting}, with {@link SettingSources} as its
 * default values; rules over several settings are with those that they are about. Reads files and
 * resolves the host, so not for an event loop.
 */
public final class SettingsLoader {
  /** Read from the working directory if no other file is named; it need not exist. */
  public static final Path DEFAULT_FILE = Path.of("conf", "fetchery.yaml");

  private final SettingValues values;
  private final SettingSources sources;

  private SettingsLoader(SettingValues values) {
    this.values = values;
    this.sources = values.sources();
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
    return new SettingsLoader(new SettingValues(sources, converted(sources)));
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
    return RunSettings.of(values);
  }

  /**
   * All settings, with what they name: reads the files of the token, the credentials and the
   * certificates.
   *
   * @param listens false if the service will not serve HTTP: then it needs no token
   * @throws SettingsException if settings do not fit together, or a file cannot be used
   */
  public Settings settings(boolean listens) throws SettingsException {
    ListenSettings.Read listening = new ListenSettings(values).read(listens);
    Settings.Cluster cluster = new ClusterSettings(values).read();
    // What only fetches takes its orders from the cluster.
    boolean near =
        listening.near() && (listens || cluster == null || cluster.host().isLoopbackAddress());
    return new Settings(
        listening.listen(),
        new StorageSettings(values).read(),
        new Settings.Capacity(
            values.integer(Setting.CONCURRENCY),
            values.isSet(Setting.CONCURRENCY),
            values.integer(Setting.MAX_RUNNING_JOBS),
            values.integer(Setting.MAX_OPEN_JOBS),
            values.isSet(Setting.FETCHERS)
                ? values.integer(Setting.FETCHERS)
                : Runtime.getRuntime().availableProcessors(),
            TimeUnit.SECONDS.toMillis(values.number(Setting.GRACE))),
        new Settings.Outbound(
            egress(near),
            userAgent(),
            ProxySettings.read(
                sources, values.textOrNull(Setting.PROXY), values.textOrNull(Setting.NO_PROXY)),
            authorities(),
            credentials()),
        new Settings.Caps(
            values.number(Setting.MAX_BODY),
            values.integer(Setting.MAX_HEADER),
            values.integer(Setting.MAX_FEEDS),
            values.number(Setting.MAX_ITEMS),
            values.number(Setting.MAX_PAGES),
            values.number(Setting.MAX_PAGE_SIZE),
            values.number(Setting.MAX_LOOKUP_SIZE),
            values.number(Setting.MAX_DOCUMENT_SIZE)),
        values.isSet(Setting.NODE)
            ? values.text(Setting.NODE)
            : HostName.read(sources.environment()),
        cluster);
  }

  private Set<AddressKind> egress(boolean near) {
    if (values.isSet(Setting.ALLOW_EGRESS)) {
      return values.value(Setting.ALLOW_EGRESS);
    }
    return near ? EnumSet.allOf(AddressKind.class) : EnumSet.of(AddressKind.PUBLIC);
  }

  private List<X509Certificate> authorities() throws SettingsException {
    if (values.isSet(Setting.CA_FILE)) {
      return AuthoritiesFile.read(sources.where(Setting.CA_FILE), values.path(Setting.CA_FILE));
    }
    String file = sources.environment().getOrDefault("SSL_CERT_FILE", "");
    return file.isEmpty() ? List.of() : AuthoritiesFile.read("SSL_CERT_FILE", Path.of(file));
  }

  private Settings.Credentials credentials() throws SettingsException {
    Path file = values.isSet(Setting.CREDENTIALS) ? values.path(Setting.CREDENTIALS) : null;
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
    return values.isSet(Setting.USER_AGENT)
        ? values.text(Setting.USER_AGENT)
        : "fetchery/" + Version.text();
  }
}
