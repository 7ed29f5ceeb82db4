package dev.fetchery.spec;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Terms;
import dev.fetchery.job.UrlEntry;
import dev.fetchery.naming.Naming;
import dev.fetchery.spec.ManifestRows.Bad;
import dev.fetchery.spec.ManifestRows.Entry;
import dev.fetchery.spec.ManifestRows.Row;
import dev.fetchery.url.WebUrl;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads an entry of a list of URLs: a URL, after tabs its mirrors, and in indented lines below it
 * its options, as in an input file of aria2. Options about what is fetched and where it is saved
 * are taken; of those about how, the ones that change nothing in what comes are passed over, and
 * all others are faults.
 */
final class Aria2Entry {
  /** Names of variables that an entry may bring. */
  static final Set<String> FIELDS = Set.of(Naming.ENTRY_OUT, Naming.ENTRY_DIR);

  private static final Pattern TABS = Pattern.compile("\t+");

  /** How aria2 goes about it, which is ours to decide here. */
  private static final Set<String> PASSED_OVER =
      Set.of(
          "always-resume",
          "continue",
          "enable-http-keep-alive",
          "enable-http-pipelining",
          "file-allocation",
          "gid",
          "max-connection-per-server",
          "min-split-size",
          "no-file-allocation-limit",
          "piece-length",
          "reuse-uri",
          "split",
          "stream-piece-selector",
          "uri-selector");

  /** Where a job says the same for all its items. */
  private static final Map<String, String> SAID_BY_JOB =
      Map.ofEntries(
          Map.entry("all-proxy", "--proxy"),
          Map.entry("allow-overwrite", "ifExists"),
          Map.entry("auto-file-renaming", "ifExists"),
          Map.entry("conditional-get", "ifExists"),
          Map.entry("connect-timeout", "request.connectTimeoutMs"),
          Map.entry("http-proxy", "--proxy"),
          Map.entry("https-proxy", "--proxy"),
          Map.entry("load-cookies", "--credentials"),
          Map.entry("lowest-speed-limit", "request.minBytesPerSecond"),
          Map.entry("max-download-limit", "limits.bytesPerSecond"),
          Map.entry("max-tries", "retry.attempts"),
          Map.entry("remote-time", "save.mtime"),
          Map.entry("retry-wait", "retry.backoffMs"),
          Map.entry("timeout", "request.idleTimeoutMs"));

  private final String url;
  private final Map<String, String> headers = new HashMap<>();
  private final Map<String, String> fields = new HashMap<>();
  private final ObjectNode said = JsonNodeFactory.instance.objectNode();
  private @Nullable String user;
  private @Nullable String password;

  private Aria2Entry(String url) {
    this.url = url;
  }

  /**
   * Reads an entry.
   *
   * @param text of its lines, the first of which is not blank
   */
  static Row read(String text) {
    String[] lines = text.split("\n", -1);
    String plain = lines[0].strip();
    if (plain.startsWith("#")) {
      return new ManifestRows.Nothing();
    }
    if (EntryLines.isOption(lines[0])) {
      return new Bad("an option of aria2 without a URL above it");
    }
    List<String> urls =
        plain.indexOf('\t') < 0
            ? List.of(plain)
            : TABS.splitAsStream(plain).map(String::strip).toList();
    for (String url : urls) {
      String problem = WebUrl.problem(url);
      if (problem != null) {
        return Bad.url(url, problem);
      }
    }
    if (lines.length == 1 && urls.size() == 1) {
      return new Entry(UrlEntry.of(plain));
    }
    Aria2Entry entry = new Aria2Entry(urls.get(0));
    if (urls.size() > 1) {
      entry.said.put("mirrors", String.join(" ", urls.subList(1, urls.size())));
    }
    return entry.read(lines);
  }

  private Row read(String[] lines) {
    for (int i = 1; i < lines.length; i++) {
      String line = lines[i].strip();
      int equals = line.indexOf('=');
      if (equals < 0) {
        continue;
      }
      String name = line.substring(0, equals);
      String problem = take(name, line.substring(equals + 1).strip());
      if (problem != null) {
        return new Bad(name + ": " + problem, ErrorCode.BAD_DOCUMENT, i, url);
      }
    }
    if (user != null) {
      String both = user + ":" + (password == null ? "" : password);
      byte[] bytes = both.getBytes(StandardCharsets.UTF_8);
      headers.putIfAbsent("Authorization", "Basic " + Base64.getEncoder().encodeToString(bytes));
    }
    Violations violations = new Violations();
    Terms terms = EntryTerms.readCells(said, violations);
    return violations.none()
        ? new Entry(new UrlEntry(url, null, terms, headers, fields))
        : new Bad(violations.list().get(0).detail(), ErrorCode.BAD_DOCUMENT, 0, url);
  }

  /** Takes an option, or says what is wrong with it. */
  private @Nullable String take(String name, String value) {
    return switch (name) {
      case Naming.ENTRY_OUT, Naming.ENTRY_DIR -> place(name, value);
      case "header" -> header(value);
      case "referer" -> header("Referer", value.equals("*") ? url : value);
      case "user-agent" -> header("User-Agent", value);
      case "checksum" -> checksum(value);
      case "http-user" -> {
        user = value;
        yield null;
      }
      case "http-passwd" -> {
        password = value;
        yield null;
      }
      default -> PASSED_OVER.contains(name) ? null : refusal(name);
    };
  }

  private static String refusal(String name) {
    String elsewhere = SAID_BY_JOB.get(name);
    return "an option of aria2 that is not taken here"
        + (elsewhere == null ? "" : "; " + elsewhere + " says the like for a whole job");
  }

  private @Nullable String place(String name, String value) {
    if (value.isEmpty()) {
      return "is empty";
    }
    fields.put(name, value);
    return null;
  }

  private @Nullable String header(String line) {
    int colon = line.indexOf(':');
    return colon < 1
        ? "must be a name, a colon and a value"
        : header(line.substring(0, colon).strip(), line.substring(colon + 1).strip());
  }

  private @Nullable String header(String name, String value) {
    Violations found = new Violations();
    HeaderRules.check(JsonNodeFactory.instance.objectNode().put(name, value), "", found);
    if (found.none()) {
      headers.put(name, value);
    }
    return found.none() ? null : found.list().get(0).detail();
  }

  /** {@code sha-256=…}, where entries elsewhere have {@code sha256:…}. */
  private @Nullable String checksum(String value) {
    int equals = value.indexOf('=');
    if (equals < 1) {
      return "must be a kind, = and a digest, such as sha-256=…";
    }
    String kind = value.substring(0, equals).strip().toLowerCase(Locale.ROOT).replace("-", "");
    String digest = value.substring(equals + 1).strip();
    try {
      EntryTerms.checksum("checksum", kind + ":" + digest);
    } catch (BadChecksumException e) {
      return e.why();
    }
    said.put("checksum", kind + ":" + digest);
    return null;
  }
}
