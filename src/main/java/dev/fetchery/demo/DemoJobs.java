package dev.fetchery.demo;

import dev.fetchery.demo.origin.DemoOrigin;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** The sample jobs of {@code conf/jobs}, and twins of them that use a demo origin. */
public final class DemoJobs {
  /** In the order in which the demo runs them. */
  public static final List<String> NAMES = List.of("emojis", "flags", "cats", "listing", "status");

  /** Further ones, of listings of other kinds. */
  public static final List<String> LISTINGS =
      List.of("directory", "podcast", "bucket", "stac", "graphql", "zenodo", "releases", "dataset");

  /** Prefix of a real URL, and the demo origin's path that replaces it. */
  private static final Map<String, String> STAND_INS =
      Map.ofEntries(
          Map.entry("https://api.github.com/", "/"),
          Map.entry("http://flupy.org/", "/"),
          Map.entry("https://cataas.com/", "/"),
          Map.entry("http://localhost:5000/", "/"),
          Map.entry("https://www.", "/status/"),
          Map.entry("https://ftp.gnu.org/", "/ftp/"),
          Map.entry("https://podcasts.files.bbci.co.uk/", "/podcast/"),
          Map.entry("https://noaa-goes16.s3.amazonaws.com/", "/bucket/"),
          Map.entry("https://earth-search.aws.element84.com/", "/stac/"),
          Map.entry("https://rickandmortyapi.com/", "/graphql/"),
          Map.entry("https://zenodo.org/", "/zenodo/"),
          Map.entry("https://huggingface.co/", "/huggingface/"));

  private DemoJobs() {}

  /** The five jobs with their real URLs. Reads resources, so not for an event loop. */
  public static List<DemoJob> real() {
    return NAMES.stream().map(name -> new DemoJob(name, read(name))).toList();
  }

  /**
   * The same jobs with every URL replaced by one of a demo origin. Reads resources, so not for an
   * event loop.
   *
   * @param baseUrl {@link DemoOrigin#baseUrl()}
   */
  public static List<DemoJob> against(String baseUrl) {
    return twins(NAMES, baseUrl);
  }

  /** The further jobs, as {@link #against} makes the five. */
  public static List<DemoJob> listings(String baseUrl) {
    return twins(LISTINGS, baseUrl);
  }

  private static List<DemoJob> twins(List<String> names, String baseUrl) {
    return names.stream()
        .map(name -> new DemoJob(name, read(name)))
        .map(job -> new DemoJob(job.name(), twin(new JsonObject(job.json()), baseUrl).encode()))
        .toList();
  }

  private static JsonObject twin(JsonObject job, String baseUrl) {
    JsonObject twin = new JsonObject();
    job.forEach(field -> twin.put(field.getKey(), rewritten(field.getValue(), baseUrl)));
    return twin;
  }

  private static Object rewritten(Object value, String baseUrl) {
    if (value instanceof JsonObject object) {
      return twin(object, baseUrl);
    }
    if (value instanceof JsonArray array) {
      JsonArray copy = new JsonArray();
      array.forEach(element -> copy.add(rewritten(element, baseUrl)));
      return copy;
    }
    return value instanceof String text ? url(text, baseUrl) : value;
  }

  private static String url(String text, String baseUrl) {
    for (Map.Entry<String, String> standIn : STAND_INS.entrySet()) {
      if (text.startsWith(standIn.getKey())) {
        return baseUrl + standIn.getValue() + text.substring(standIn.getKey().length());
      }
    }
    return text;
  }

  private static String read(String name) {
    String resource = "/jobs/" + name + ".json";
    try (InputStream in = DemoJobs.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("this build lacks its resource " + resource);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
