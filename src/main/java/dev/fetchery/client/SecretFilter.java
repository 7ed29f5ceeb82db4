package dev.fetchery.client;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Takes secret parameters of a request out of the answer's body as it comes, where a server repeats
 * them: each with what joins it to the others. Holds back as many bytes as one may take. For one
 * thread at a time.
 */
public final class SecretFilter {
  /** What stands between two parameters, also as JSON and HTML write it. */
  private static final List<String> JOINTS = List.of("\\u0026", "&amp;", "&");

  private static final int LONGEST_JOINT = 6;

  private final Pattern pattern;
  private final int longest;
  private String pending = "";

  /**
   * @param secrets as they stand in the query, {@code name=value}; at least one
   */
  SecretFilter(List<String> secrets) {
    String joint = "(?:" + quoted(JOINTS) + ")";
    String secret = "(?:" + quoted(secrets) + ")";
    this.pattern = Pattern.compile(joint + secret + "|" + secret + joint + "?");
    int secretChars = secrets.stream().mapToInt(String::length).max().orElse(0);
    this.longest = secretChars + 2 * LONGEST_JOINT;
  }

  private static String quoted(List<String> texts) {
    return texts.stream().map(Pattern::quote).collect(Collectors.joining("|"));
  }

  /** What can be said of the body now that these bytes have come. */
  public byte[] next(byte[] bytes) {
    String text = pending + new String(bytes, StandardCharsets.ISO_8859_1);
    Matcher found = pattern.matcher(text);
    StringBuilder bare = new StringBuilder(text.length());
    int from = 0;
    // What stands so near to the end may go on.
    while (found.find() && found.end() <= text.length() - LONGEST_JOINT) {
      bare.append(text, from, found.start());
      from = found.end();
    }
    int to = Math.max(from, text.length() - longest);
    bare.append(text, from, to);
    pending = text.substring(to);
    return bare.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  /** The rest of the body. */
  public byte[] last() {
    String bare = pattern.matcher(pending).replaceAll("");
    pending = "";
    return bare.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** A text without them. */
  String without(String text) {
    return pattern.matcher(text).replaceAll("");
  }
}
