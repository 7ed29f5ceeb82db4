package dev.fetchery.client;

import dev.fetchery.job.ErrorCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes a head that RFC 9112 does not allow, and that browsers read nevertheless, into one that it
 * allows. Lines that are no fields are left out. What would leave the end of the body uncertain is
 * refused.
 */
final class HeadRepair {
  private static final String CONTENT_LENGTH = "content-length";
  private static final String TRANSFER_ENCODING = "transfer-encoding";

  private static final Pattern LINE_END = Pattern.compile("\r?\n");

  private final List<Field> fields = new ArrayList<>();

  private record Field(String name, String value) {
    boolean is(String lower) {
      return name.equalsIgnoreCase(lower);
    }
  }

  private HeadRepair() {}

  /**
   * The head as it is read. Its connection is not used again (RFC 9112, 6.3): what follows the body
   * is uncertain where the head is.
   *
   * @param head a char for each byte, with the empty line at its end
   * @throws FetchException {@code bad_response}
   */
  static String repaired(String head) throws FetchException {
    // A carriage return by itself ends no line.
    List<String> lines = List.of(LINE_END.split(head));
    HeadRepair repair = new HeadRepair();
    repair.read(lines.subList(1, lines.size()));
    repair.decideLength();
    repair.fields.removeIf(field -> field.is("connection"));
    repair.fields.add(new Field("Connection", "close"));
    return repair.fields.stream()
        .map(field -> field.name + ": " + field.value)
        .collect(Collectors.joining("\r\n", lines.get(0) + "\r\n", "\r\n\r\n"));
  }

  private void read(List<String> lines) throws FetchException {
    @Nullable Field last = null;
    for (String line : lines) {
      boolean folded = line.startsWith(" ") || line.startsWith("\t");
      if (!folded) {
        add(last);
        last = field(line);
      } else if (last != null) {
        // RFC 9112, 5.2: a folded line is a space and what it says.
        last = new Field(last.name, (last.value + " " + line.strip()).strip());
      }
    }
    add(last);
  }

  /** The field that a line is, or null where it is none. */
  private static @Nullable Field field(String line) {
    int colon = line.indexOf(':');
    if (colon < 0) {
      return null;
    }
    String name = line.substring(0, colon).stripTrailing();
    boolean token = !name.isEmpty() && name.chars().allMatch(c -> FieldBytes.isOfName((byte) c));
    return token ? new Field(name, line.substring(colon + 1).strip()) : null;
  }

  private void add(@Nullable Field field) throws FetchException {
    if (field == null) {
      return;
    }
    boolean clean = field.value.chars().allMatch(c -> FieldBytes.isOfValue((byte) c));
    if (clean) {
      fields.add(field);
    } else if (field.is(CONTENT_LENGTH) || field.is(TRANSFER_ENCODING)) {
      throw bad("a control character in " + field.name);
    }
  }

  /** Chunks win over a length (RFC 9112, 6.3); a length given twice must be the same. */
  private void decideLength() throws FetchException {
    List<String> codings = members(TRANSFER_ENCODING);
    codings.removeIf(coding -> coding.equals("identity"));
    List<String> lengths = members(CONTENT_LENGTH);
    fields.removeIf(field -> field.is(TRANSFER_ENCODING) || field.is(CONTENT_LENGTH));
    if (!codings.isEmpty()) {
      fields.add(new Field("Transfer-Encoding", String.join(", ", codings)));
    } else if (lengths.stream().distinct().count() > 1) {
      throw bad("two different values of Content-Length");
    } else if (!lengths.isEmpty()) {
      fields.add(new Field("Content-Length", lengths.get(0)));
    }
  }

  private List<String> members(String name) {
    return fields.stream()
        .filter(field -> field.is(name))
        .flatMap(field -> Arrays.stream(field.value.split(",", -1)))
        .map(member -> member.strip().toLowerCase(Locale.ROOT))
        .collect(Collectors.toCollection(ArrayList::new));
  }

  private static FetchException bad(String detail) {
    return new FetchException(ErrorCode.BAD_RESPONSE, detail);
  }
}
