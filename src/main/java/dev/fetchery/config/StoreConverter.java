package dev.fetchery.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.TypeConversionException;

/**
 * Converts the text of the setting that says where jobs are recorded. The exception says what is
 * expected and repeats nothing of the text, which may hold a password.
 */
final class StoreConverter {
  private static final String EXPECTED =
      "sqlite or postgresql://USER@HOST[:PORT]/DB[?sslmode=MODE]";
  private static final int DEFAULT_PORT = 5432;
  private static final Set<String> SCHEMES = Set.of("postgresql", "postgres");

  /** Those of libpq that the driver knows under the same names. */
  private static final Set<String> OPTIONS = Set.of("sslmode", "sslrootcert", "sslcert", "sslkey");

  private static final Set<String> SSL_MODES =
      Set.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");

  private StoreConverter() {}

  static StorePlace place(String text) {
    String stripped = text.strip();
    return stripped.equals("sqlite") ? new StorePlace.DataDir() : postgres(stripped);
  }

  private static StorePlace postgres(String text) {
    URI uri = uri(text);
    String user = uri.getRawUserInfo();
    String path = uri.getRawPath();
    if (uri.getScheme() == null
        || !SCHEMES.contains(uri.getScheme())
        || uri.getHost() == null
        || user == null
        || path == null
        || uri.getRawFragment() != null) {
      throw new TypeConversionException(EXPECTED);
    }
    if (user.indexOf(':') >= 0) {
      throw new TypeConversionException(
          EXPECTED + ": without a password, which PGPASSWORD or ~/.pgpass holds");
    }
    String database = decoded(path.substring(Math.min(1, path.length())));
    if (user.isEmpty() || database.isEmpty() || database.indexOf('/') >= 0) {
      throw new TypeConversionException(EXPECTED);
    }
    String host = uri.getHost().replaceAll("[\\[\\]]", "");
    int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
    return new StorePlace.Postgres(decoded(user), host, port, database, options(uri.getRawQuery()));
  }

  private static URI uri(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw new TypeConversionException(EXPECTED);
    }
  }

  private static Map<String, String> options(@Nullable String query) {
    Map<String, String> options = new LinkedHashMap<>();
    if (query == null) {
      return options;
    }
    for (String part : query.split("&", -1)) {
      int equals = part.indexOf('=');
      String name = equals < 0 ? part : part.substring(0, equals);
      String value = equals < 0 ? "" : decoded(part.substring(equals + 1));
      if (!OPTIONS.contains(name)
          || value.isEmpty()
          || name.equals("sslmode") && !SSL_MODES.contains(value)) {
        throw new TypeConversionException(
            EXPECTED + "; the options are sslmode, sslrootcert, sslcert and sslkey");
      }
      options.put(name, value);
    }
    return options;
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(EXPECTED);
    }
  }
}
