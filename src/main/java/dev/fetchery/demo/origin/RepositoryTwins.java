package dev.fetchery.demo.origin;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * Listings in the shapes in which repositories give theirs: a record of Zenodo, the releases of a
 * project at GitHub, the files of a dataset at Hugging Face. Each file holds its own path.
 */
final class RepositoryTwins {
  private static final List<String> RECORD = List.of("penguins.csv", "README.md", "a b.zip");
  private static final List<String> ASSETS =
      List.of("cli_linux.tar.gz", "cli_windows.zip", "cli_checksums.txt");
  private static final int RELEASES = 5;
  private static final int RELEASES_PAGE = 2;
  private static final int SHARDS = 7;
  private static final int TREE_PAGE = 4;

  private RepositoryTwins() {}

  static void addTo(Router router) {
    ListingTwins.get(router, "/zenodo/api/records/:id", RepositoryTwins::record);
    ListingTwins.get(router, "/zenodo/api/records/:id/files/:name/content", RepositoryTwins::file);
    ListingTwins.get(router, "/repos/:owner/:repo/releases", RepositoryTwins::releases);
    ListingTwins.get(router, "/github/*", RepositoryTwins::file);
    ListingTwins.get(
        router, "/huggingface/api/datasets/:owner/:name/tree/main", RepositoryTwins::tree);
    ListingTwins.get(router, "/huggingface/datasets/*", RepositoryTwins::file);
  }

  /** Each file holds its own path, as it was asked for. */
  private static void file(RoutingContext ctx) {
    ListingTwins.send(ctx, "application/octet-stream", ctx.request().path());
  }

  private static String base(RoutingContext ctx) {
    return "http://" + ctx.request().authority();
  }

  private static void record(RoutingContext ctx) {
    String id = ctx.pathParam("id");
    JsonArray files = new JsonArray();
    for (String name : RECORD) {
      String encoded = name.replace(" ", "%20");
      String path = "/zenodo/api/records/" + id + "/files/" + encoded + "/content";
      files.add(
          new JsonObject()
              .put("id", "00000000-0000-0000-0000-000000000000")
              .put("key", name)
              .put("size", path.length())
              .put("checksum", "md5:" + digest("MD5", path))
              .put("links", new JsonObject().put("self", base(ctx) + path)));
    }
    JsonObject metadata = new JsonObject().put("title", "Penguins").put("version", "v0.1.0");
    JsonObject record = new JsonObject().put("id", 1).put("metadata", metadata).put("files", files);
    ListingTwins.send(ctx, "application/json", record.encode());
  }

  private static void releases(RoutingContext ctx) {
    int page = number(ctx, "page", 1);
    int from = (page - 1) * RELEASES_PAGE;
    int to = Math.min(from + RELEASES_PAGE, RELEASES);
    JsonArray releases = new JsonArray();
    for (int i = from; i < to; i++) {
      String tag = "v2." + (RELEASES - i) + ".0";
      JsonArray assets = new JsonArray();
      for (String name : ASSETS) {
        String path = "/github/cli/cli/releases/download/" + tag + "/" + name;
        assets.add(
            new JsonObject()
                .put("name", name)
                .put("size", path.length())
                // Those of before 2025 have none.
                .put("digest", i < 2 ? "sha256:" + digest("SHA-256", path) : null)
                .put("browser_download_url", base(ctx) + path));
      }
      releases.add(new JsonObject().put("tag_name", tag).put("assets", assets));
    }
    if (to < RELEASES) {
      link(ctx, ctx.request().path() + "?per_page=30&page=" + (page + 1));
    }
    ListingTwins.send(ctx, "application/json", releases.encode());
  }

  private static void tree(RoutingContext ctx) {
    int from = number(ctx, "cursor", 0);
    int to = Math.min(from + TREE_PAGE, SHARDS);
    JsonArray tree = new JsonArray();
    String root = ctx.request().path().replace("/api/", "/").replace("/tree/", "/resolve/");
    for (int i = from; i < to; i++) {
      String path = i == 0 ? "README.md" : "plain_text/train-0000" + i + ".parquet";
      String content = root + "/" + path;
      JsonObject file =
          new JsonObject()
              .put("type", "file")
              .put("oid", digest("SHA-1", content))
              .put("size", content.length())
              .put("path", path);
      if (i > 0) {
        JsonObject large = new JsonObject().put("oid", digest("SHA-256", content));
        file.put("lfs", large.put("size", content.length()).put("pointerSize", 132));
      } else {
        tree.add(
            new JsonObject().put("type", "directory").put("size", 0).put("path", "plain_text"));
      }
      tree.add(file);
    }
    if (to < SHARDS) {
      link(ctx, ctx.request().path() + "?recursive=true&cursor=" + to);
    }
    ListingTwins.send(ctx, "application/json", tree.encode());
  }

  private static void link(RoutingContext ctx, String next) {
    ctx.response().putHeader("Link", "<" + base(ctx) + next + ">; rel=\"next\"");
  }

  private static int number(RoutingContext ctx, String parameter, int otherwise) {
    String given = ctx.request().getParam(parameter, "");
    return given.matches("\\d{1,3}") ? Integer.parseInt(given) : otherwise;
  }

  private static String digest(String algorithm, String content) {
    try {
      byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has " + algorithm, e);
    }
  }
}
