package dev.fetchery.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Everything that can be set: as a flag, as a variable of the environment, as a key of the settings
 * file.
 */
public enum Setting {
  HOST("ADDRESS", "127.0.0.1", "Address to listen on. Anything but loopback needs a token."),
  PORT("PORT", "8080", "Port to listen on; 0 takes a free one."),
  DATA_DIR("DIR", "./data", "Keeps the jobs and what came of them; readable by its owner alone."),
  DOWNLOADS_DIR("DIR", "./downloads", "Everything saved goes below this directory."),
  TOKEN("TOKEN", null, "Callers must send it as a bearer token. A token file is safer."),
  TOKEN_FILE("FILE", null, "Holds the token, white space around it ignored."),
  TLS_CERT("FILE", null, "PEM certificate chain; makes the interface HTTPS. Needs --tls-key."),
  TLS_KEY("FILE", null, "PEM private key of the certificate."),
  ALLOW_HOST("NAME[,NAME]", null, "Further names by which callers may address the service."),
  ALLOW_EGRESS(
      "KIND[,KIND]",
      null,
      "Addresses that jobs may reach: public, private, loopback."
          + " Default: all three when listening on loopback, else public."),
  CONCURRENCY("N", "2048", "Requests under way at one time, all jobs together."),
  MAX_RUNNING_JOBS("N", "16", "Jobs beyond it are queued."),
  MAX_OPEN_JOBS("N", "10000", "Jobs not ended; more are refused."),
  DURABILITY(
      "os|full",
      "os",
      "os: what is done survives a killed process. full: a power cut too, at some speed."),
  KEEP_FINISHED("DAYS", "30", "Ended jobs are forgotten after so many days; 0 keeps them."),
  USER_AGENT(
      "TEXT", null, "Sent to origins unless a job says otherwise. Default: fetchery/VERSION."),
  MAX_BODY("SIZE", "16MiB", "A posted JSON job, at most."),
  MAX_HEADER("SIZE", "64KiB", "The head of an origin's answer, at most."),
  MAX_FEEDS("N", "10000", "Watchers of event feeds at one time."),
  MAX_ITEMS("N", "100000000", "Items of one job; more end its discovery with an error."),
  MAX_PAGES("N", "1000000", "Pages of one job's listing."),
  MAX_PAGE_SIZE("SIZE", "16MiB", "One page of a listing."),
  MAX_LOOKUP_SIZE("SIZE", "1MiB", "The answer to one lookup."),
  MAX_DOCUMENT_SIZE("SIZE", "4GiB", "The document of a json source.");

  private final String valueLabel;
  private final String defaultText;
  private final String description;

  Setting(String valueLabel, String defaultText, String description) {
    this.valueLabel = valueLabel;
    this.defaultText = defaultText;
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

  /** What stands for the value in a help text. */
  public String valueLabel() {
    return valueLabel;
  }

  /** The value when nothing is said, or null where there is none or it depends. */
  public String defaultText() {
    return defaultText;
  }

  public String description() {
    return description;
  }

  /** Whether several values can be given. */
  public boolean list() {
    return valueLabel.contains(",");
  }

  /** The setting of that name in the file. */
  public static Optional<Setting> ofKey(String key) {
    return Arrays.stream(values()).filter(setting -> setting.key().equals(key)).findFirst();
  }
}
