package dev.fetchery.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** What a dry run found, as text. */
final class PlanText {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int COLLISIONS_SHOWN = 20;

  private PlanText() {}

  /**
   * @param plan as the interface answers it
   * @param json whether to print it as it is
   */
  static void print(String plan, boolean json, PrintWriter out) throws JsonProcessingException {
    if (json) {
      out.println(plan);
    } else {
      lines(JSON.readTree(plan)).forEach(out::println);
    }
    out.flush();
  }

  static List<String> lines(JsonNode plan) {
    List<String> lines = new ArrayList<>();
    for (JsonNode item : plan.path("sample")) {
      boolean named = item.path("file").isTextual();
      lines.add(
          Printable.of(item.path("url").asText())
              + (named ? " -> " + Printable.of(item.path("file").asText()) : ""));
    }
    long items = plan.path("items").asLong();
    int shown = plan.path("sample").size();
    if (items > shown) {
      lines.add("… and " + Amounts.count(items - shown) + " more");
    }
    int collisions = plan.path("collisions").size();
    for (int i = 0; i < Math.min(collisions, COLLISIONS_SHOWN); i++) {
      JsonNode collision = plan.path("collisions").path(i);
      lines.add(
          collision.path("seqs").size()
              + " items are named "
              + Printable.of(collision.path("file").asText()));
    }
    lines.add(sum(plan, items, collisions));
    JsonNode proposal = plan.path("proposal");
    if (proposal.isObject()) {
      lines.add(Printable.of(proposal.path("why").asText()));
      lines.add(
          "to read all pages, add to the source: "
              + Printable.of(proposal.path("source").toString()));
    }
    return lines;
  }

  private static String sum(JsonNode plan, long items, int collisions) {
    int hosts = plan.path("hosts").size();
    return (items == 1 ? "1 item" : items + " items")
        + (hosts == 1 ? " from 1 host" : " from " + hosts + " hosts")
        + ", "
        + plan.path("existing").asLong()
        + " exist already"
        + (collisions == 0 ? "" : ", " + collisions + " names are wanted by several items")
        + "; nothing was saved";
  }
}
