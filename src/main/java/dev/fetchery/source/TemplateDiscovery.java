package dev.fetchery.source;

import dev.fetchery.job.Draft;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Source;
import dev.fetchery.naming.ValueException;
import dev.fetchery.spec.UrlTemplate;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Expands a URL template for each value; the position is the number of the next value. */
final class TemplateDiscovery extends CountedDiscovery {
  private final Source.Template source;
  private final UrlTemplate url;
  private final Map<String, String> job;

  TemplateDiscovery(Source.Template source, Map<String, String> job, @Nullable String position) {
    super(source.values().count(), position);
    this.source = source;
    this.url = UrlTemplate.parse(source.url());
    this.job = job;
  }

  @Override
  Draft item(long index) {
    Map<String, String> fields = source.values().at(index);
    String key = fields.getOrDefault("key", fields.get("value"));
    try {
      String expanded =
          url.expand(
              name -> variable(name, index, key, fields), source.values().nullsAt(index)::contains);
      return DraftFactory.of(key, expanded, fields);
    } catch (ValueException e) {
      return DraftFactory.failed(key, source.url(), fields, ErrorCode.BAD_NAME, e.why());
    }
  }

  private @Nullable String variable(
      String name, long index, @Nullable String key, Map<String, String> fields) {
    return switch (name) {
      case "index" -> Long.toString(index);
      case "key" -> key;
      default -> job.getOrDefault(name, fields.get(name));
    };
  }
}
