package dev.fetchery.source.document;

import java.io.IOException;
import java.io.PushbackReader;
import java.io.Reader;

/** A text without the byte order mark that it may begin with. */
final class WithoutMark extends PushbackReader {
  WithoutMark(Reader text) throws IOException {
    super(text);
    int first = read();
    if (first >= 0 && first != '\ufeff') {
      unread(first);
    }
  }
}
