import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;

/**
 * A bucket of S3 that forgets every body and keeps names, so that a million objects cost it next to
 * nothing: conditional PUT, HEAD, DELETE, uploads of one part, and lists in order. It prints its
 * address.
 */
public final class NamesOnly {
  private static final int MOST_LISTED = 1000;
  private static final String META = "X-amz-meta-";

  /** By key; what few objects tell of themselves, and nothing of the others. */
  private final ConcurrentSkipListMap<String, Map<String, List<String>>> objects =
      new ConcurrentSkipListMap<>();

  public static void main(String[] args) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    NamesOnly bucket = new NamesOnly();
    server.createContext("/", bucket::handle);
    server.setExecutor(Executors.newFixedThreadPool(8));
    server.start();
    System.out.println("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange;
        InputStream body = exchange.getRequestBody()) {
      body.transferTo(OutputStream.nullOutputStream());
      String path = exchange.getRequestURI().getPath();
      int slash = path.indexOf('/', 1);
      String key = slash < 0 ? "" : path.substring(slash + 1);
      Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
      switch (exchange.getRequestMethod()) {
        case "PUT" -> answer(exchange, query.containsKey("uploadId") ? part(exchange) : put(exchange, key));
        case "POST" -> upload(exchange, key, query.containsKey("uploadId"));
        case "HEAD" -> answer(exchange, head(exchange, key));
        case "DELETE" -> {
          if (!query.containsKey("uploadId")) {
            objects.remove(key);
          }
          answer(exchange, 204);
        }
        default -> list(exchange, query);
      }
    }
  }

  private static int part(HttpExchange exchange) {
    exchange.getResponseHeaders().set("ETag", "\"00000000000000000000000000000000\"");
    return 200;
  }

  /** Begins an upload in parts, or completes it. */
  private void upload(HttpExchange exchange, String key, boolean begun) throws IOException {
    int status = begun ? put(exchange, key) : 200;
    String name = begun ? "CompleteMultipartUploadResult" : "InitiateMultipartUploadResult";
    if (status == 200) {
      told(exchange, "<" + name + "><UploadId>1</UploadId></" + name + ">");
    } else {
      answer(exchange, status);
    }
  }

  private int put(HttpExchange exchange, String key) {
    Map<String, List<String>> meta = new TreeMap<>();
    if (key.contains(".fetchery/")) {
      exchange.getRequestHeaders().forEach((name, values) -> {
        if (name.startsWith(META)) {
          meta.put(name, values);
        }
      });
    }
    if (exchange.getRequestHeaders().containsKey("If-Match")) {
      return 412;
    }
    if (objects.putIfAbsent(key, meta.isEmpty() ? Map.of() : meta) != null
        && exchange.getRequestHeaders().containsKey("If-None-Match")) {
      return 412;
    }
    exchange.getResponseHeaders().set("ETag", "\"00000000000000000000000000000000\"");
    return 200;
  }

  private int head(HttpExchange exchange, String key) {
    Map<String, List<String>> meta = objects.get(key);
    if (meta == null) {
      return 404;
    }
    exchange.getResponseHeaders().putAll(meta);
    exchange.getResponseHeaders().set("ETag", "\"00000000000000000000000000000000\"");
    return 200;
  }

  private static void answer(HttpExchange exchange, int status) throws IOException {
    exchange.sendResponseHeaders(status, -1);
  }

  private void list(HttpExchange exchange, Map<String, String> query) throws IOException {
    String prefix = query.getOrDefault("prefix", "");
    String after = query.getOrDefault("start-after", "");
    StringBuilder xml = new StringBuilder("<ListBucketResult>");
    int listed = 0;
    boolean more = false;
    for (String key :
        objects.tailMap(after.compareTo(prefix) < 0 ? prefix : after, true).keySet()) {
      if (key.equals(after)) {
        continue;
      }
      if (!key.startsWith(prefix)) {
        break;
      }
      if (listed == MOST_LISTED) {
        more = true;
        break;
      }
      String name = URLEncoder.encode(key, StandardCharsets.UTF_8);
      xml.append("<Contents><Key>").append(name).append("</Key></Contents>");
      listed++;
    }
    xml.append("<EncodingType>url</EncodingType><IsTruncated>").append(more);
    told(exchange, xml.append("</IsTruncated></ListBucketResult>").toString());
  }

  private static void told(HttpExchange exchange, String xml) throws IOException {
    byte[] told = xml.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/xml");
    exchange.sendResponseHeaders(200, told.length);
    exchange.getResponseBody().write(told);
  }

  private static Map<String, String> query(String text) {
    Map<String, String> query = new TreeMap<>();
    for (String part : text == null ? new String[0] : text.split("&")) {
      String[] pair = part.split("=", 2);
      query.put(
          pair[0],
          URLDecoder.decode(pair.length == 2 ? pair[1] : "", StandardCharsets.UTF_8));
    }
    return query;
  }
}
