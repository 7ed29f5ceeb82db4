package dev.fetchery.spec;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fetchery.job.MediaRange;
import dev.fetchery.job.Source;
import dev.fetchery.json.path.JsonPlace;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Checks what a schema cannot express about a job. Skips parts of the wrong shape, so that these
 * faults are reported beside those of the shape.
 */
final class JobChecks {
  private static final Pattern MEDIA_TYPE = Pattern.compile("[^/]+/[^/]+");
  private static final Pattern ORIGIN = Pattern.compile("[^:/?#]+://[^/?#@]+/?");
  private static final double SLOWEST_REQUESTS_PER_SECOND = 0.00001;

  private final JsonNode job;
  private final long maxItems;
  private final Violations violations;

  JobChecks(JsonNode job, long maxItems, Violations violations) {
    this.job = job;
    this.maxItems = maxItems;
    this.violations = violations;
  }

  void run() {
    source(job.path("source"), "/source", 1);
    asked("/lookup");
    locate("/locate");
    locate("/source/locate");
    HeaderRules.check(job.path("request").path("headers"), "/request/headers", violations);
    origins(job.path("request").path("headersTo"));
    mediaTypes("mediaTypes");
    mediaTypes("notMediaTypes");
    refusedTypes(job.path("expect"));
    expect(job.path("expect"));
    limits(job, violations);
  }

  private void source(JsonNode source, String at, int level) {
    new SourceChecks(source, at, violations).run(level);
    if (source.path("parent").isObject() && level < Source.MAX_LEVELS) {
      source(source.path("parent"), at + "/parent", level + 1);
    }
    switch (source.path("type").asText()) {
      case "urls" -> {
        JsonNode urls = source.path("urls");
        for (int i = 0; urls.isArray() && i < urls.size() && !violations.full(); i++) {
          UrlEntries.check(urls.get(i), Violations.child(at + "/urls", i), violations);
        }
      }
      case "json" -> {
        plainUrl(source, at);
        pointers(source, at, "at", "urlAt", "keyAt", "each");
        onlyOneUrl(source, at);
        expectAt(source.path("expectAt"), at + "/expectAt");
        HeaderRules.check(source.path("headers"), at + "/headers", violations);
      }
      case "repeat" -> {
        plainUrl(source, at);
        count(source.path("count"), at + "/count");
      }
      case "template" -> {
        boolean branches = at.endsWith("/parent");
        if (!source.has("url") && !branches && !job.has("locate") && !source.has("locate")) {
          violations.add(at + "/url", "is required");
        }
        values(source.path("values"), at);
      }
      case "pages" -> pages(source, at);
      case "document" -> {
        plainUrl(source, at);
        pointers(source, at, "each");
        expectAt(source.path("expectAt"), at + "/expectAt");
      }
      default -> {
        // Reported by the schema.
      }
    }
  }

  /** A URL that is no template, unless a parent gives variables; braces show that one was meant. */
  private void plainUrl(JsonNode source, String at) {
    JsonNode url = source.path("url");
    if (source.has("parent")) {
      return;
    }
    UrlEntries.checkUrl(url, at + "/url", violations);
    if (url.isTextual() && url.textValue().indexOf('{') >= 0) {
      violations.add(at + "/url", "this source's URL takes no variables; template does");
    }
  }

  private void count(JsonNode count, String pointer) {
    if (count.isNumber() && count.decimalValue().compareTo(BigDecimal.valueOf(maxItems)) > 0) {
      violations.add(pointer, "a job has at most " + maxItems + " items");
    }
  }

  private void values(JsonNode values, String at) {
    JsonNode from = values.path("from");
    JsonNode to = values.path("to");
    boolean numbers = from.canConvertToLong() && to.canConvertToLong();
    // In floating point, so that bounds far outside the allowed range do not wrap around.
    if (numbers && Math.abs((double) to.longValue() - from.longValue()) + 1 > maxItems) {
      violations.add(at + "/values", "a job has at most " + maxItems + " items");
    }
  }

  private void pages(JsonNode pages, String at) {
    pointers(pages, at, "at", "urlAt", "keyAt", "each", "totalAt");
    pointers(pages.path("more"), at + "/more", "at", "cursorAt", "nextAt");
    expectAt(pages.path("expectAt"), at + "/expectAt");
    HeaderRules.check(pages.path("headers"), at + "/headers", violations);
    headerName(pages.path("more").path("header"), at + "/more/header");
    headerName(pages.path("totalHeader"), at + "/totalHeader");
    if (pages.has("totalAt") && pages.has("totalHeader")) {
      violations.add(at + "/totalHeader", "give either totalAt or totalHeader");
    }
    onlyOneUrl(pages, at);
    if (pages.has("form") && pages.has("json")) {
      violations.add(at + "/json", "give either form or json");
    }
    boolean body = pages.has("form") || pages.has("json");
    if (body && pages.path("method").asText().equals("GET")) {
      violations.add(at + "/method", "a GET request carries no form or JSON");
    }
  }

  private void headerName(JsonNode header, String at) {
    if (header.isTextual() && !HeaderRules.isToken(header.textValue())) {
      violations.add(at, "not the name of a header (RFC 9110, 5.1)");
    }
  }

  private void onlyOneUrl(JsonNode source, String at) {
    if (source.has("urlAt") && source.has("itemUrl")) {
      violations.add(at + "/itemUrl", "give either urlAt or itemUrl");
    }
  }

  private void locate(String pointer) {
    asked(pointer);
    pointers(job.at(pointer), pointer, "at");
    if (pointer.startsWith("/source") && job.has("locate") && !job.at(pointer).isMissingNode()) {
      violations.add(pointer, "stands in the job already");
    }
  }

  /** What is asked for beside the items and gives them variables. */
  private void asked(String pointer) {
    JsonNode asked = job.at(pointer);
    HeaderRules.check(asked.path("headers"), pointer + "/headers", violations);
    JsonNode set = asked.path("set");
    if (!set.isObject()) {
      return;
    }
    set.properties()
        .forEach(
            member -> {
              String at = Violations.child(pointer + "/set", member.getKey());
              pointer(member.getValue(), at);
              if (!isName(member.getKey())) {
                violations.add(at, "not a name that a template can use");
              }
            });
  }

  private static boolean isName(String name) {
    return !name.isBlank() && name.indexOf('{') < 0 && name.indexOf('}') < 0;
  }

  private void origins(JsonNode origins) {
    for (int i = 0; origins.isArray() && i < origins.size(); i++) {
      JsonNode origin = origins.get(i);
      String pointer = Violations.child("/request/headersTo", i);
      if (origin.isTextual() && !ORIGIN.matcher(origin.textValue()).matches()) {
        violations.add(pointer, "not an origin such as https://files.example");
      } else {
        UrlEntries.checkUrl(origin, pointer, violations);
      }
    }
  }

  private void mediaTypes(String field) {
    JsonNode types = job.path("expect").path(field);
    for (int i = 0; types.isArray() && i < types.size(); i++) {
      JsonNode type = types.get(i);
      if (type.isTextual() && !isMediaType(type.textValue())) {
        violations.add(
            Violations.child("/expect/" + field, i),
            "not a media type such as image/png or image/*");
      }
    }
  }

  /** What is expected and always refused leaves nothing that could be saved. */
  private void refusedTypes(JsonNode expect) {
    JsonNode wanted = expect.path("mediaTypes");
    for (int i = 0; wanted.isArray() && i < wanted.size(); i++) {
      String type = wanted.get(i).asText();
      for (JsonNode refused : expect.path("notMediaTypes")) {
        if (MediaRange.covers(refused.asText(), type)) {
          violations.add(
              Violations.child("/expect/mediaTypes", i), "notMediaTypes refuses all of it");
          break;
        }
      }
    }
  }

  private void expect(JsonNode expect) {
    JsonNode max = expect.path("maxBytes");
    boolean bounded = max.canConvertToLong() && max.longValue() > 0;
    if (bounded && expect.path("minBytes").asLong() > max.longValue()) {
      violations.add("/expect/minBytes", "more than maxBytes");
    }
  }

  private static boolean isMediaType(String text) {
    if (!MEDIA_TYPE.matcher(text).matches()) {
      return false;
    }
    String type = text.substring(0, text.indexOf('/'));
    String subtype = text.substring(text.indexOf('/') + 1);
    // A star is a whole subtype, or the whole: within a word it would match nothing.
    boolean any = subtype.equals("*");
    return HeaderRules.isToken(type)
        && HeaderRules.isToken(subtype)
        && (subtype.indexOf('*') < 0 || any)
        && (type.indexOf('*') < 0 || type.equals("*") && any);
  }

  static void limits(JsonNode job, Violations violations) {
    JsonNode rate = job.path("limits").path("requestsPerSecond");
    if (rate.isNumber()
        && rate.decimalValue().signum() > 0
        && rate.doubleValue() < SLOWEST_REQUESTS_PER_SECOND) {
      violations.add("/limits/requestsPerSecond", "less than one request a day");
    }
  }

  private void expectAt(JsonNode pointers, String parent) {
    for (Map.Entry<String, JsonNode> one : pointers.properties()) {
      String at = Violations.child(parent, one.getKey());
      pointer(one.getValue(), at);
      if (!EntryTerms.EXPECTATIONS.contains(one.getKey())) {
        violations.add(at, "no expectation: " + String.join(", ", EntryTerms.EXPECTATIONS));
      }
    }
  }

  private void pointers(JsonNode object, String parent, String... names) {
    for (String name : Set.of(names)) {
      pointer(object.path(name), Violations.child(parent, name));
    }
  }

  private void pointer(JsonNode pointer, String at) {
    String problem = pointer.isTextual() ? JsonPlace.problem(pointer.textValue()) : null;
    if (problem != null) {
      violations.add(at, problem);
    }
  }
}
