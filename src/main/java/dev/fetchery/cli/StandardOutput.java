package dev.fetchery.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Standard output, which remembers why it could not be written: the JDK's own stream swallows that.
 * Safe for use by many threads.
 */
final class StandardOutput extends OutputStream {
  private final OutputStream to;
  private volatile @Nullable IOException fault;

  StandardOutput(OutputStream to) {
    this.to = to;
  }

  static StandardOutput ofProcess() {
    return new StandardOutput(new FileOutputStream(FileDescriptor.out));
  }

  /** Writes to it as a terminal wants it, else in UTF-8 whatever the locale is. */
  PrintWriter writer() {
    String terminal = System.getProperty("sun.stdout.encoding");
    Charset charset = terminal == null ? StandardCharsets.UTF_8 : Charset.forName(terminal);
    return new PrintWriter(new OutputStreamWriter(this, charset), true);
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    try {
      to.write(bytes, from, length);
    } catch (IOException e) {
      fault = e;
      throw e;
    }
  }

  /**
   * Why it could not be written, or null. A program that has read as much as it wanted, such as
   * {@code head}, is no fault.
   *
   * @param pipe whether it is one
   */
  @Nullable String fault(boolean pipe) {
    IOException e = fault;
    String why = e == null ? null : String.valueOf(e.getMessage());
    return why == null || pipe || why.toLowerCase(Locale.ROOT).contains("broken pipe") ? null : why;
  }
}
