package dev.fetchery.config;

import static dev.fetchery.config.Converters.count;
import static dev.fetchery.config.Converters.oneOf;
import static dev.fetchery.config.Converters.size;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Every setting: its default, its range and what it is for. Each is a flag, an environment variable
 * and a key of the settings file.
 */
public enum Setting {
  HOST(
      "ADDRESS",
      "127.0.0.1",
      Converters::hostName,
      "Address to listen on. Any address but loopback requires a token."),
  PORT("PORT", "8080", count(0, 65_535), "Port to listen on; 0 selects a free one."),
  DATA_DIR(
      "DIR",
      "./data",
      Converters::path,
      "Database of jobs and results. Readable by its owner only, since jobs can hold secrets."),
  STORE(
      "sqlite|postgresql://USER@HOST/DB",
      "sqlite",
      text -> text,
      "Where jobs and results are recorded: a database in the data directory, or one of a"
          + " PostgreSQL server. PGPASSWORD or ~/.pgpass holds its password."),
  DOWNLOADS_DIR("DIR", "./downloads", Converters::path, "Directory for all downloaded files."),
  FILES(
      "DIR|s3://BUCKET[/PREFIX]",
      null,
      FilesConverter::place,
      "Where all downloaded files go: a directory, as --downloads-dir, or a bucket of S3."),
  S3_ENDPOINT(
      "URL",
      null,
      FilesConverter::endpoint,
      "Address of a store that speaks S3, where it is not Amazon's."),
  S3_REGION(
      "REGION",
      null,
      FilesConverter::region,
      "Region of the bucket. Default: AWS_REGION and the like; us-east-1 with --s3-endpoint."),
  S3_PATH_STYLE(
      "true|false",
      "false",
      oneOf("true", "false"),
      "Names the bucket in the path of URLs, as many stores want it."),
  TOKEN(
      "TOKEN",
      null,
      text -> text,
      "Bearer token that every request must carry. --token-file is safer: other users can see"
          + " command lines."),
  TOKEN_FILE(
      "FILE", null, Converters::path, "File with the token; surrounding white space is ignored."),
  TLS_CERT(
      "FILE",
      null,
      Converters::path,
      "PEM certificate chain; turns the interface to HTTPS. Requires --tls-key."),
  TLS_KEY("FILE", null, Converters::path, "PEM private key of the certificate."),
  ALLOW_HOST(
      "NAME[,NAME]",
      null,
      Converters::hostNames,
      "Further host names that requests may use. Others are refused, against DNS rebinding."),
  ALLOW_EGRESS(
      "KIND[,KIND]",
      null,
      Converters::egress,
      "Kinds of addresses that jobs may connect to: public, private, loopback."
          + " Default: all three when listening on loopback (a fetcher command: when its cluster"
          + " is there), else public."),
  CONCURRENCY("N", "2048", count(1, 100_000), "Concurrent requests of all jobs together."),
  MAX_RUNNING_JOBS("N", "16", count(1, 100_000), "Running jobs; further jobs are queued."),
  MAX_OPEN_JOBS(
      "N", "10000", count(1, 10_000_000), "Unfinished jobs; further jobs are refused with 429."),
  DURABILITY(
      "os|full",
      "os",
      oneOf("os", "full"),
      "os: completed items survive a crash of the process. full: also a power failure; slower."),
  KEEP_FINISHED(
      "DAYS",
      "30",
      count(0, 36_500),
      "Days before a finished job is removed from the database; its files stay. 0 keeps jobs."),
  USER_AGENT(
      "TEXT",
      null,
      Converters::visibleText,
      "User-Agent of requests, unless the job sets one. Default: fetchery/VERSION."),
  PROXY(
      "URL",
      null,
      text -> text,
      "Proxy for all requests: http, https, socks5 or socks5h://[USER:PASSWORD@]HOST:PORT; none"
          + " ignores the environment. Default: HTTPS_PROXY, HTTP_PROXY, ALL_PROXY."),
  NO_PROXY(
      "HOST[,HOST]",
      null,
      text -> text,
      "Hosts asked without the proxy: names and those below them, addresses, CIDR, each also with"
          + " :PORT, or *. Default: NO_PROXY, localhost and loopback addresses."),
  CA_FILE(
      "PEM",
      null,
      Converters::path,
      "Certificates of authorities to trust besides the platform's. Default: SSL_CERT_FILE."),
  CREDENTIALS(
      "FILE",
      null,
      Converters::path,
      "YAML file of credentials bound to origins, readable by its owner only; read again on"
          + " SIGHUP."),
  MAX_BODY("SIZE", "16MiB", size(1L << 10, 1L << 30), "Size of a posted JSON job."),
  MAX_HEADER("SIZE", "64KiB", size(1L << 10, 1L << 24), "Size of a response's header fields."),
  MAX_FEEDS("N", "10000", count(0, 1_000_000), "Concurrent clients of event feeds."),
  MAX_ITEMS(
      "N",
      "100000000",
      count(1, 1_000_000_000_000L),
      "Items of one job; more end its discovery with an error."),
  MAX_PAGES("N", "1000000", count(1, 1_000_000_000_000L), "Pages of one job's listing."),
  MAX_PAGE_SIZE("SIZE", "16MiB", size(1L << 10, 1L << 30), "Size of one page of a listing."),
  MAX_LOOKUP_SIZE("SIZE", "1MiB", size(1L << 10, 1L << 30), "Size of the response to a lookup."),
  MAX_DOCUMENT_SIZE(
      "SIZE", "4GiB", size(1L << 10, 1L << 50), "Size of the document of a json source."),
  NODE(
      "NAME",
      null,
      Converters::nodeName,
      "What this process is called in views and metrics. Default: the host name."),
  CLUSTER(
      "true|false",
      "false",
      oneOf("true", "false"),
      "Works with further processes: serve leads, and any number of fetcher commands fetch."),
  JOIN(
      "HOST:PORT[,HOST:PORT]",
      null,
      ClusterConverter::peers,
      "Nodes of the cluster to join; each that is there will do, and none need be there yet."),
  CLUSTER_HOST(
      "ADDRESS",
      "127.0.0.1",
      ClusterConverter::host,
      "Address of this machine by which other nodes reach it. Any but loopback requires"
          + " --cluster-cert."),
  CLUSTER_PORT(
      "PORT",
      "5701",
      count(1, 65_534),
      "Port of this node; the messages between nodes take the next free one."),
  CLUSTER_NAME(
      "NAME",
      "fetchery",
      ClusterConverter::name,
      "Name that the nodes of one cluster have in common. It is no secret."),
  CLUSTER_CERT(
      "FILE",
      null,
      Converters::path,
      "PEM certificate chain of this node. Requires --cluster-key and --cluster-ca."),
  CLUSTER_KEY("FILE", null, Converters::path, "PEM private key of that certificate."),
  CLUSTER_CA(
      "FILE",
      null,
      Converters::path,
      "PEM certificates of the authority whose certificates let nodes in: one of your own."),
  INSECURE_CLUSTER(
      "true|false",
      "false",
      oneOf("true", "false"),
      "Lets nodes of other machines in without certificates: what is sent is not encrypted."),
  FETCHERS(
      "N",
      null,
      count(1, 1024),
      "Fetchers of this process, each with an event loop. Default: one for each processor."),
  GRACE(
      "SECONDS",
      "30",
      ClusterConverter::grace,
      "Seconds that a fetcher command has for requests under way when it is ended.");

  /** Those that say nothing without {@link #CLUSTER}. */
  public static final List<Setting> OF_CLUSTER =
      List.of(
          JOIN,
          CLUSTER_HOST,
          CLUSTER_PORT,
          CLUSTER_NAME,
          CLUSTER_CERT,
          CLUSTER_KEY,
          CLUSTER_CA,
          INSECURE_CLUSTER);

  private final String valueLabel;
  private final @Nullable String defaultText;

  /**
   * No interface of picocli: its classes are of so old a format that no lambda of them can be in an
   * archive of classes, and Java 17 crashes over two of equal shape when it makes one.
   */
  @SuppressWarnings("ImmutableEnumChecker") // the converters have no state
  private final Function<String, ?> converter;

  private final String description;

  Setting(
      String valueLabel,
      @Nullable String defaultText,
      Function<String, ?> converter,
      String description) {
    this.valueLabel = valueLabel;
    this.defaultText = defaultText;
    this.converter = converter;
    this.description = description;
  }

  /** Its name in the settings file. */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Its name on the command line. */
  public String flag() {
    return "--" + key();
  }

  /** Its name in the environment. */
  public String variable() {
    return "FETCHERY_" + name();
  }

  /** Placeholder of the value in help texts. */
  String valueLabel() {
    return valueLabel;
  }

  /** Whether it takes several values. */
  boolean list() {
    return valueLabel.contains(",");
  }

  /** The keys of the file. */
  static List<String> keys() {
    return Arrays.stream(values()).map(Setting::key).toList();
  }

  /** The setting with that key in the file. */
  static Optional<Setting> ofKey(String key) {
    return Arrays.stream(values()).filter(setting -> setting.key().equals(key)).findFirst();
  }

  /**
   * Its option for a command. The command takes the text only: {@link SettingsLoader} converts it,
   * so that a message can name the place it comes from, and an overridden value does no harm. The
   * help says the default where it is the command's, too.
   */
  public OptionSpec option(boolean isDefault) {
    boolean said = isDefault && defaultText != null;
    String help = said ? description + " Default: " + defaultText + "." : description;
    OptionSpec.Builder option = builder().description(help);
    return isSwitch()
        ? option.type(Boolean.class).arity("0").build()
        : option.type(String.class).build();
  }

  /** Its option with default and conversion. */
  OptionSpec typedOption() {
    return builder()
        .type(Object.class)
        .converters((ITypeConverter<?>) converter::apply)
        .defaultValue(defaultText)
        .userObject(this)
        .build();
  }

  private OptionSpec.Builder builder() {
    return OptionSpec.builder(flag()).paramLabel(valueLabel);
  }

  /** Whether the flag alone says yes. */
  boolean isSwitch() {
    return "false".equals(defaultText);
  }
}
