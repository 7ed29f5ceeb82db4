package dev.fetchery.crash;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The jobs of a service that is to be killed: one for each way to treat existing files, one that
 * learns its names from the answers, one from a document, one from pages.
 *
 * @param size a 220th of the items
 */
record CrashJobs(int size) {
  /** How many items the document and the pages list. */
  int listed() {
    return 40 * size;
  }

  /** How many items each job has, by its name. */
  Map<String, Integer> sizes() {
    Map<String, Integer> sizes = new TreeMap<>();
    for (String policy : List.of("skip", "fail", "rename", "overwrite")) {
      sizes.put(policy, 30 * size);
    }
    sizes.put("served", 20 * size);
    sizes.put("json", listed());
    sizes.put("pages", listed());
    return sizes;
  }

  int total() {
    return sizes().values().stream().mapToInt(Integer::intValue).sum();
  }

  /** A job as it is posted. */
  String json(String name, CrashOrigin origin) {
    String source =
        switch (name) {
          case "json" -> "\"type\": \"json\", \"url\": \"" + origin.url("/list.json") + "\"";
          case "pages" ->
              """
              "type": "pages", "url": "%s", "query": {"start": "{start}"}, "perPage": %d,
              "at": "/urls", "more": {"at": "/has_more"}"""
                  .formatted(origin.url("/pages"), CrashOrigin.PER_PAGE);
          default ->
              """
              "type": "template", "url": "%s/{value}", "values": {"from": 0, "to": %d}"""
                  .formatted(origin.url("/items/" + name), sizes().get(name) - 1);
        };
    String as =
        switch (name) {
          case "json" -> "{key}.bin";
          case "pages" -> "{url.file}.bin";
          case "served" -> "{served.name}";
          default -> "{value}.bin";
        };
    String ifExists =
        switch (name) {
          case "json", "served" -> "fail";
          case "pages" -> "skip";
          default -> name;
        };
    return """
    {"name": "%s", "source": {%s}, "save": {"dir": "%s", "as": "%s", "ifExists": "%s"},
     "limits": {"concurrency": 24, "perHost": 24}}
    """
        .formatted(name, source, name, as, ifExists);
  }

  /** The path that a file was fetched from; fails where no item is to be saved so. */
  static String path(String file) {
    if (file.equals("rename/5 (1).bin")) {
      return "/items/rename/5";
    }
    if (!file.matches("[a-z]+/(entry-|served-)?\\d+\\.bin")) {
      throw new AssertionError(file + " is no item's");
    }
    String number = file.replaceAll("\\D", "");
    return "/items/" + file.substring(0, file.indexOf('/')) + "/" + number;
  }

  /** The job that a path belongs to. */
  static String job(String path) {
    return path.split("/", -1)[2];
  }
}
