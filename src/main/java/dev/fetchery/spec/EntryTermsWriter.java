package dev.fetchery.spec;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fetchery.job.Checksum;
import dev.fetchery.job.Checksum.Algorithm;
import dev.fetchery.job.HttpRequest;
import dev.fetchery.job.Order;
import dev.fetchery.job.Proof;
import dev.fetchery.job.Terms;
import java.util.Base64;
import java.util.HexFormat;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Writes what an entry says of its request and its body. */
final class EntryTermsWriter {
  private EntryTermsWriter() {}

  /**
   * Writes terms so that {@link EntryTerms#read} makes the same of them.
   *
   * @param url how a URL is written
   */
  static void write(Terms terms, ObjectNode entry, UnaryOperator<String> url) {
    if (!terms.mirrors().isEmpty()) {
      ArrayNode mirrors = entry.putArray("mirrors");
      terms.mirrors().forEach(mirror -> mirrors.add(url.apply(mirror)));
    }
    Order order = terms.order();
    Proof proof = terms.proof();
    if (!order.repeatable()) {
      entry.put("method", order.method());
    }
    if (order.body() != null) {
      writeBody(order.body(), entry);
    }
    if (order.range() != null) {
      entry.put("range", order.range().toString());
    }
    if (proof.size() != Proof.ANY_SIZE) {
      entry.put("size", proof.size());
    }
    writeChecksums(proof, entry);
  }

  private static void writeChecksums(Proof proof, ObjectNode entry) {
    boolean several = proof.checksums().stream().anyMatch(one -> one.values().size() > 1);
    for (Checksum checksum : proof.checksums()) {
      String name = checksum.algorithm().wire();
      boolean plain = checksum.values().size() == 1;
      if (plain && EntryTerms.DIGESTS.containsKey(name)) {
        entry.put(name, checksum.values().get(0));
      } else if (!plain || checksum.algorithm() == Algorithm.SHA384 && !several) {
        entry.put("integrity", integrity(checksum));
      } else {
        entry.put("checksum", name + ":" + checksum.values().get(0));
      }
    }
  }

  private static void writeBody(HttpRequest.Body body, ObjectNode entry) {
    if (body.contentType().equals(EntryTerms.JSON)) {
      entry.set("json", PostedJson.read(body.text(), new Violations()));
    } else {
      entry.put("body", body.text());
    }
  }

  private static String integrity(Checksum checksum) {
    return checksum.values().stream()
        .map(hex -> Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex)))
        .map(value -> checksum.algorithm().wire() + "-" + value)
        .collect(Collectors.joining(" "));
  }
}
