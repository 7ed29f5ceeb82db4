package dev.fetchery.credential;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a netrc file, as ftp(1) and curl do; macros are left out. A comment begins with {@code #},
 * at the beginning of a line or where the name of a field could stand.
 */
public final class Netrc {
  private static final Pattern TOKEN = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"|(\\S+)");

  /**
   * The login of a host.
   *
   * @param host null for that of {@code default}, which is every host's
   */
  public record Login(@Nullable String host, String user, String password) {
    @Override
    public String toString() {
      return "Login[" + (host == null ? "default" : host) + "]";
    }
  }

  private final List<Login> logins = new ArrayList<>();
  private boolean begun;
  private @Nullable String host;
  private String user = "";
  private String password = "";

  private Netrc() {}

  /**
   * The logins of a file, in its order.
   *
   * @throws IllegalArgumentException naming the line that cannot be read
   */
  public static List<Login> parse(String text) {
    Netrc netrc = new Netrc();
    boolean macro = false;
    int number = 0;
    String expected = null;
    for (String line : text.lines().toList()) {
      number++;
      // A macro ends with an empty line.
      macro = macro && !line.isBlank();
      Matcher token = TOKEN.matcher(macro || isComment(line) ? "" : line);
      while (token.find()) {
        String word =
            token.group(1) == null ? token.group(2) : token.group(1).replaceAll("\\\\(.)", "$1");
        if (expected != null) {
          netrc.take(expected, word);
          expected = null;
        } else if (token.group(1) == null && word.startsWith("#")) {
          break;
        } else if (word.equals("macdef")) {
          macro = true;
          break;
        } else if (word.equals("default")) {
          netrc.begin(null);
        } else if (List.of("machine", "login", "password", "account").contains(word)) {
          expected = word;
        } else {
          throw new IllegalArgumentException("line " + number + " is not netrc");
        }
      }
    }
    if (expected != null) {
      throw new IllegalArgumentException("line " + number + ": \"" + expected + "\" has no value");
    }
    netrc.finish();
    return List.copyOf(netrc.logins);
  }

  private static boolean isComment(String line) {
    return line.strip().startsWith("#");
  }

  private void take(String what, String word) {
    switch (what) {
      case "machine" -> begin(word);
      case "login" -> user = word;
      case "password" -> password = word;
      default -> {
        // an account means nothing to HTTP
      }
    }
  }

  private void begin(@Nullable String of) {
    finish();
    begun = true;
    host = of;
  }

  private void finish() {
    // A host without a login would be sent an empty one.
    if (begun && !(user.isEmpty() && password.isEmpty())) {
      logins.add(new Login(host, user, password));
    }
    user = "";
    password = "";
  }
}
