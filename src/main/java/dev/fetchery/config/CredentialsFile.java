package dev.fetchery.config;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fetchery.context.NearName;
import dev.fetchery.cookie.NetscapeCookies;
import dev.fetchery.credential.Credential;
import dev.fetchery.credential.CredentialRules;
import dev.fetchery.credential.Netrc;
import dev.fetchery.job.OwnHeaders;
import dev.fetchery.url.BadUrlException;
import dev.fetchery.url.WebUrl;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads the file of credentials: a YAML list of origins, each with one kind of credential. Its
 * messages name the entry and the field, never a value. Blocks.
 */
public final class CredentialsFile {
  /** The fields of each kind that is a mapping; those that end with * may stand in a file. */
  private static final Map<String, Set<String>> KINDS =
      Map.of(
          "basic", Set.of("user", "password*"),
          "bearer", Set.of("token*"),
          "header", Set.of("name", "value*"),
          "query", Set.of("name", "value*"),
          "oauth2", Set.of("tokenUrl", "clientId", "clientSecret*", "scopes?"),
          "certificate", Set.of("cert", "key"));

  private static final String ORIGIN = "origin";
  private static final Set<String> FILES = Set.of("netrc", "cookies");

  private final Path file;
  private final CredentialRules.Builder rules = new CredentialRules.Builder();

  /** Entries by origin and by what they set in a request. */
  private final Map<String, String> places = new HashMap<>();

  private CredentialsFile(Path file) {
    this.file = file;
  }

  /**
   * The credentials of a file and of those it names.
   *
   * @throws SettingsException if one cannot be read, is malformed or can be read by other users
   */
  public static CredentialRules read(Path file) throws SettingsException {
    CredentialsFile reader = new CredentialsFile(file);
    JsonNode root = YamlFile.parse(file, SecretFile.read(file, "credentials"), true);
    if (!root.isArray() && !root.isMissingNode()) {
      throw reader.fault("expected a list of entries such as - origin: https://api.example");
    }
    int number = 0;
    for (JsonNode entry : root) {
      reader.entry(entry, "entry " + ++number);
    }
    return reader.rules.build();
  }

  private SettingsException fault(String what) {
    return new SettingsException(file + ": " + what);
  }

  private void entry(JsonNode entry, String where) throws SettingsException {
    Set<String> kinds = new TreeSet<>();
    entry.fieldNames().forEachRemaining(kinds::add);
    boolean bound = kinds.remove(ORIGIN);
    Set<String> known = new TreeSet<>(KINDS.keySet());
    known.addAll(FILES);
    if (!entry.isObject() || kinds.size() != 1 || !known.containsAll(kinds)) {
      kinds.removeAll(known);
      List<String> names = new ArrayList<>(known);
      names.add(ORIGIN);
      String near = kinds.isEmpty() ? "" : NearName.asked(kinds.iterator().next(), names);
      throw fault(where + ": expected origin and one of " + String.join(", ", known) + near);
    }
    String kind = kinds.iterator().next();
    String origin = bound ? origin(entry.get(ORIGIN), where) : "";
    if (FILES.contains(kind)) {
      ofFile(kind, origin, path(text(entry.get(kind), where + ", " + kind)), where);
    } else if (origin.isEmpty()) {
      throw fault(where + ": needs an origin such as https://api.example");
    } else {
      Credential credential =
          credential(kind, fields(kind, entry.get(kind), where + ", " + kind), where);
      String earlier = places.putIfAbsent(origin + ' ' + placeOf(credential), where);
      if (earlier != null) {
        throw fault(where + ", " + kind + ": takes the place of what " + earlier + " sends there");
      }
      rules.add(origin, credential);
    }
  }

  /** Where it is in a request: two cannot be in one place. */
  private static String placeOf(Credential credential) {
    if (credential instanceof Credential.Field field) {
      return field.name().toLowerCase(Locale.ROOT);
    } else if (credential instanceof Credential.Query query) {
      return '?' + query.name();
    }
    return credential instanceof Credential.OAuth2 ? "authorization" : "certificate";
  }

  private String origin(JsonNode value, String where) throws SettingsException {
    try {
      WebUrl url = WebUrl.parse(text(value, where + ", origin"));
      if (!url.hasUserInfo()
          && url.unreachable() == null
          && url.requestTarget().length() <= 1
          && url.text().indexOf('#') < 0) {
        return url.origin();
      }
    } catch (BadUrlException e) {
      // said below
    }
    throw fault(where + ": origin is not one such as https://api.example:8443");
  }

  private void ofFile(String kind, String origin, Path named, String where)
      throws SettingsException {
    String text = SecretFile.read(named, where + " of " + file + ", " + kind);
    try {
      if (kind.equals("cookies")) {
        NetscapeCookies.parse(text).forEach(cookie -> rules.add(origin, cookie));
      } else {
        netrc(origin, Netrc.parse(text));
      }
    } catch (IllegalArgumentException e) {
      throw new SettingsException(named + ": " + e.getMessage());
    }
  }

  /**
   * A login goes to the origin of the entry; without one to its host by https alone. That of {@code
   * default} names no host: it goes to the origin of the entry or nowhere.
   */
  private void netrc(String origin, List<Netrc.Login> logins) {
    Set<String> given = new TreeSet<>();
    for (Netrc.Login login : logins) {
      String own = login.host() == null ? null : originOf("https://" + login.host());
      String to = origin.isEmpty() ? own : origin;
      boolean fits =
          origin.isEmpty()
              || login.host() == null
              || (own != null && hostOf(own).equals(hostOf(origin)));
      // The first login of a host counts.
      if (fits && to != null && given.add(to)) {
        rules.add(to, Credential.Field.basic(login.user(), login.password()));
      }
    }
  }

  private static @Nullable String originOf(String url) {
    try {
      return WebUrl.parse(url).origin();
    } catch (BadUrlException e) {
      return null;
    }
  }

  private static String hostOf(String origin) {
    return origin.substring(origin.indexOf("//") + 2, origin.lastIndexOf(':'));
  }

  private Credential credential(String kind, Map<String, String> fields, String where)
      throws SettingsException {
    return switch (kind) {
      case "basic" -> Credential.Field.basic(of(fields, "user"), of(fields, "password"));
      case "bearer" -> Credential.Field.bearer(of(fields, "token"));
      case "header" -> header(of(fields, "name"), of(fields, "value"), where);
      case "query" -> new Credential.Query(of(fields, "name"), of(fields, "value"));
      case "oauth2" ->
          new Credential.OAuth2(
              tokenUrl(of(fields, "tokenUrl"), where),
              of(fields, "clientId"),
              of(fields, "clientSecret"),
              fields.getOrDefault("scopes", ""));
      default ->
          new Credential.Certificate(
              pem(path(of(fields, "cert")), false, where),
              pem(path(of(fields, "key")), true, where));
    };
  }

  /** As a job's headers are. */
  private Credential header(String name, String value, String where) throws SettingsException {
    if (OwnHeaders.contains(name)) {
      throw fault(where + ", header: the service sets " + name + " itself");
    } else if (!value.chars().allMatch(c -> c >= ' ' && c <= '~')) {
      throw fault(where + ", header: value holds a character beyond ASCII");
    }
    return new Credential.Field(name, value);
  }

  private static String of(Map<String, String> fields, String name) {
    return fields.getOrDefault(name, "");
  }

  private WebUrl tokenUrl(String text, String where) throws SettingsException {
    try {
      WebUrl url = WebUrl.parse(text);
      if (url.unreachable() == null && !url.hasUserInfo()) {
        return url.bare();
      }
    } catch (BadUrlException e) {
      // said below
    }
    throw fault(where + ": tokenUrl is no http(s) URL without user info");
  }

  private String pem(Path named, boolean secret, String where) throws SettingsException {
    String what = where + " of " + file + ", certificate";
    String text = secret ? SecretFile.read(named, what) : SecretFile.readOpen(named, what);
    if (!text.contains("-----BEGIN ")) {
      throw new SettingsException(named + ": expected PEM, -----BEGIN …");
    }
    return text;
  }

  private Map<String, String> fields(String kind, JsonNode node, String where)
      throws SettingsException {
    return new CredentialFields(file, KINDS.getOrDefault(kind, Set.of())).read(node, where);
  }

  private Path path(String text) {
    return file.toAbsolutePath().resolveSibling(text).normalize();
  }

  private String text(@Nullable JsonNode value, String where) throws SettingsException {
    if (value == null || !value.isValueNode() || value.isNull() || value.asText().isBlank()) {
      throw fault(where + ": expected a text");
    }
    return value.asText();
  }
}
