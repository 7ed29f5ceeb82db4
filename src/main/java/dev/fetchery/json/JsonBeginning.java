package dev.fetchery.json;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The first bytes of what should be JSON, to tell what it is instead. */
final class JsonBeginning {
  private static final int BYTES = 64;

  /** The tag that a document of markup begins with; at most so much of it is shown. */
  private static final Pattern MARKUP =
      Pattern.compile("[\\s\ufeff]*(<[!?]?[A-Za-z][A-Za-z0-9:-]{0,19})");

  private final PushbackInputStream bytes;
  private final byte[] first;

  /** Looks at what comes first; {@link #bytes} gives it again. */
  JsonBeginning(InputStream in) throws IOException {
    bytes = new PushbackInputStream(in, BYTES);
    first = bytes.readNBytes(BYTES);
    bytes.unread(first);
  }

  InputStream bytes() {
    return bytes;
  }

  /** Whether it is markup, which no JSON begins like. */
  boolean isMarkup() {
    return markup().lookingAt();
  }

  /** What it is, to follow "is". */
  String why() {
    Matcher markup = markup();
    return markup.lookingAt() ? "not JSON, begins with `" + markup.group(1) + "`" : "not JSON";
  }

  private Matcher markup() {
    return MARKUP.matcher(new String(first, StandardCharsets.UTF_8));
  }
}
