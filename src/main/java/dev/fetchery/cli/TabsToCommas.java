package dev.fetchery.cli;

import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Turns tab-separated values (media type {@code text/tab-separated-values}, which knows no quotes)
 * into RFC 4180: every cell gets quotes, every line stays a line. Blank lines stay blank. A byte
 * order mark is dropped.
 */
final class TabsToCommas extends FilterOutputStream {
  private static final byte[] MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

  private int marked;
  private boolean inLine;
  private boolean carriageReturn;

  TabsToCommas(OutputStream csv) {
    super(csv);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    ByteArrayOutputStream csv = new ByteArrayOutputStream(length + length / 4);
    for (int i = from; i < from + length; i++) {
      take(bytes[i], csv);
    }
    csv.writeTo(out);
  }

  @Override
  public void write(int b) throws IOException {
    ByteArrayOutputStream csv = new ByteArrayOutputStream();
    take((byte) b, csv);
    csv.writeTo(out);
  }

  private void take(byte b, ByteArrayOutputStream csv) {
    if (marked < MARK.length) {
      if (b == MARK[marked]) {
        marked++;
        return;
      }
      marked = MARK.length;
    }
    if (b == '\n') {
      endLine(csv);
      csv.write('\n');
      return;
    }
    if (carriageReturn) {
      // one within a line is a character of its cell
      carriageReturn = false;
      cell((byte) '\r', csv);
    }
    if (b == '\r') {
      carriageReturn = true;
    } else {
      cell(b, csv);
    }
  }

  private void cell(byte b, ByteArrayOutputStream csv) {
    if (!inLine) {
      csv.write('"');
      inLine = true;
    }
    if (b == '\t') {
      csv.writeBytes(new byte[] {'"', ',', '"'});
    } else {
      csv.write(b);
      if (b == '"') {
        csv.write(b);
      }
    }
  }

  private void endLine(ByteArrayOutputStream csv) {
    carriageReturn = false;
    if (inLine) {
      csv.write('"');
      inLine = false;
    }
  }

  /** Ends the last line, which may lack its line end. */
  @Override
  public void close() throws IOException {
    ByteArrayOutputStream csv = new ByteArrayOutputStream();
    endLine(csv);
    csv.writeTo(out);
    super.close();
  }
}
