package dev.fetchery.store;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Fields and headers of an item as one column: counts and lengths, then UTF-8. */
record ItemAttributes(Map<String, String> fields, Map<String, String> headers) {
  private static final ItemAttributes NONE = new ItemAttributes(Map.of(), Map.of());

  /** Null where there are none, as most items have none. */
  static byte[] encode(Map<String, String> fields, Map<String, String> headers) {
    if (fields.isEmpty() && headers.isEmpty()) {
      return null;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    try {
      write(out, fields);
      write(out, headers);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static ItemAttributes decode(byte[] column) {
    if (column == null) {
      return NONE;
    }
    try {
      DataInputStream in = new DataInputStream(new ByteArrayInputStream(column));
      return new ItemAttributes(read(in), read(in));
    } catch (IOException e) {
      throw new StoreException("the fields of an item cannot be read", e);
    }
  }

  private static void write(DataOutputStream out, Map<String, String> map) throws IOException {
    out.writeInt(map.size());
    for (Map.Entry<String, String> entry : map.entrySet()) {
      write(out, entry.getKey());
      write(out, entry.getValue());
    }
  }

  private static void write(DataOutputStream out, String text) throws IOException {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(utf8.length);
    out.write(utf8);
  }

  private static Map<String, String> read(DataInputStream in) throws IOException {
    int size = in.readInt();
    Map<String, String> map = new HashMap<>();
    for (int i = 0; i < size; i++) {
      map.put(text(in), text(in));
    }
    return map;
  }

  private static String text(DataInputStream in) throws IOException {
    return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
  }
}
