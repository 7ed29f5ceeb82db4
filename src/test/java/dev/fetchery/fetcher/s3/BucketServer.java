package dev.fetchery.fetcher.s3;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** One bucket, {@code b}, on the loopback, with faults that tests script. */
final class BucketServer {
  private static final int PAGE = 1_000;

  record Stored(Buffer bytes, String etag, Map<String, String> metadata) {}

  /** What becomes of a request instead of, or after, its being carried out. */
  sealed interface Fault {
    record Status(int status, String code) implements Fault {}

    /** The connection is closed before anything is done. */
    record Reset() implements Fault {}

    /** It is carried out, and the connection is closed before the answer. */
    record Lost() implements Fault {}

    /** It is carried out, and answered as if it had not been. */
    record Unsaid(int status, String code) implements Fault {}

    /** Something else happens first. */
    record Meanwhile(Runnable what) implements Fault {}
  }

  final NavigableMap<String, Stored> objects =
      new ConcurrentSkipListMap<>(
          (a, b) ->
              Arrays.compareUnsigned(
                  a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8)));
  final List<String> requests = new CopyOnWriteArrayList<>();
  volatile boolean ignoresIfNoneMatch;
  volatile boolean ignoresIfMatch;

  /** Of uploads in parts alone. */
  volatile boolean ignoresIfNoneMatchOfParts;

  volatile boolean ignoresIfMatchOfParts;
  volatile Duration ahead = Duration.ZERO;
  private final Map<String, Deque<Fault>> faults = new ConcurrentHashMap<>();
  private final Map<String, Map<Integer, Buffer>> uploads = new ConcurrentHashMap<>();
  private final Map<String, Map<String, String>> uploadTags = new ConcurrentHashMap<>();
  private volatile Promise<Void> lastConnection = Promise.promise();
  private final AtomicInteger numbers = new AtomicInteger();
  private final HttpServer server;

  BucketServer(Vertx vertx) throws Exception {
    server =
        vertx
            .createHttpServer()
            .connectionHandler(connection -> connection.closeHandler(closed(Promise.promise())))
            .requestHandler(request -> request.body().onSuccess(body -> handle(request, body)))
            .listen(0, "127.0.0.1")
            .await(60, TimeUnit.SECONDS);
  }

  private Handler<Void> closed(Promise<Void> connection) {
    lastConnection = connection;
    return end -> connection.complete();
  }

  /** Completes when the connection that was made last is closed. */
  Future<Void> lastConnectionClosed() {
    return lastConnection.future();
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.actualPort());
  }

  int uploadsOpen() {
    return uploads.size();
  }

  /** The next request of that method for that key meets these, in turn. */
  void next(String method, String key, Fault... more) {
    faults
        .computeIfAbsent(method + ' ' + key, k -> new ConcurrentLinkedDeque<>())
        .addAll(List.of(more));
  }

  /** The next request of that method, whatever its key, meets this. */
  void anyKey(String method, Fault fault) {
    next(method, "*", fault);
  }

  void put(String key, String text, Map<String, String> metadata) {
    objects.put(key, new Stored(Buffer.buffer(text), etag(), metadata));
  }

  String text(String key) {
    Stored there = objects.get(key);
    return there == null ? null : there.bytes.toString();
  }

  private String etag() {
    return "\"" + numbers.incrementAndGet() + "\"";
  }

  private void handle(HttpServerRequest request, Buffer body) {
    String path = URLDecoder.decode(request.path().replace("+", "%2B"), StandardCharsets.UTF_8);
    String key = path.length() > 3 ? path.substring(3) : "";
    String method = request.method().name();
    requests.add(method + ' ' + key);
    Deque<Fault> script = faults.get(method + ' ' + key);
    if (script == null) {
      script = faults.get(method + " *");
    }
    Fault fault = script == null ? null : script.poll();
    boolean skewed = !ahead.isZero() && isSkewed(request);
    if (skewed) {
      String now =
          DateTimeFormatter.RFC_1123_DATE_TIME.format(
              Instant.now().plus(ahead).atOffset(ZoneOffset.UTC));
      request.response().putHeader("Date", now);
      error(request.response(), 403, "RequestTimeTooSkewed");
    } else if (fault instanceof Fault.Status status) {
      error(request.response(), status.status, status.code);
    } else if (fault instanceof Fault.Reset) {
      request.connection().close();
    } else if (fault instanceof Fault.Unsaid unsaid) {
      objects.put(key, new Stored(body, etag(), tags(request)));
      error(request.response(), unsaid.status, unsaid.code);
    } else if (fault instanceof Fault.Lost) {
      carryOut(request, key, body, true);
    } else {
      if (fault instanceof Fault.Meanwhile meanwhile) {
        meanwhile.what.run();
      }
      carryOut(request, key, body, false);
    }
  }

  private boolean isSkewed(HttpServerRequest request) {
    Instant sent =
        Instant.from(
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'")
                .withZone(ZoneOffset.UTC)
                .parse(request.getHeader("x-amz-date")));
    return Duration.between(sent, Instant.now().plus(ahead)).abs().toMinutes() > 15;
  }

  private static void error(HttpServerResponse response, int status, String code) {
    response
        .setStatusCode(status)
        .putHeader("Content-Type", "application/xml")
        .end("<Error><Code>" + code + "</Code><Message>scripted</Message></Error>");
  }

  private void carryOut(HttpServerRequest request, String key, Buffer body, boolean lost) {
    HttpServerResponse response = request.response();
    String text = answer(request, response, key, body);
    if (lost) {
      request.connection().close();
    } else if (text != null) {
      response.end(text);
    }
  }

  /** The body of the answer; null where it has been sent. */
  private String answer(
      HttpServerRequest request, HttpServerResponse response, String key, Buffer body) {
    String upload = request.getParam("uploadId");
    String method = request.method().name();
    if (method.equals("PUT") && upload != null) {
      uploads.get(upload).put(Integer.parseInt(request.getParam("partNumber")), body);
      response.putHeader("ETag", etag());
      return "";
    } else if (method.equals("PUT")) {
      return put(request, response, key, body, tags(request)) ? "" : null;
    } else if (method.equals("POST")) {
      return post(request, response, key, upload);
    } else if (method.equals("DELETE")) {
      return delete(request, response, key, upload);
    }
    return key.isEmpty() ? list(request) : get(request, response, key);
  }

  private String delete(
      HttpServerRequest request, HttpServerResponse response, String key, String upload) {
    if (upload != null) {
      uploads.remove(upload);
    } else if (request.getHeader("If-Match") != null && !holds(request, key)) {
      error(response, 412, "PreconditionFailed");
      return null;
    } else {
      objects.remove(key);
    }
    response.setStatusCode(204);
    return "";
  }

  private static Map<String, String> tags(HttpServerRequest request) {
    Map<String, String> tags = new HashMap<>();
    request
        .headers()
        .forEach(
            (name, value) -> {
              if (name.toLowerCase(Locale.ROOT).startsWith("x-amz-meta-")) {
                tags.put(name.substring("x-amz-meta-".length()), value);
              }
            });
    return tags;
  }

  private boolean holds(HttpServerRequest request, String key) {
    Stored there = objects.get(key);
    boolean parts = request.method().equals(HttpMethod.POST);
    boolean anyway = ignoresIfNoneMatch || parts && ignoresIfNoneMatchOfParts;
    boolean absent = request.getHeader("If-None-Match") == null || anyway || there == null;
    String etag = request.getHeader("If-Match");
    boolean whatever = ignoresIfMatch || parts && ignoresIfMatchOfParts;
    return absent && (etag == null || whatever || there != null && etag.equals(there.etag));
  }

  private boolean put(
      HttpServerRequest request,
      HttpServerResponse response,
      String key,
      Buffer body,
      Map<String, String> tags) {
    if (!holds(request, key)) {
      error(response, 412, "PreconditionFailed");
      return false;
    }
    Stored stored = new Stored(body, etag(), tags);
    objects.put(key, stored);
    response.putHeader("ETag", stored.etag);
    return true;
  }

  private String post(
      HttpServerRequest request, HttpServerResponse response, String key, String upload) {
    if (upload == null) {
      String id = "upload" + numbers.incrementAndGet();
      uploads.put(id, new TreeMap<>());
      uploadTags.put(id, tags(request));
      return "<InitiateMultipartUploadResult><UploadId>"
          + id
          + "</UploadId></InitiateMultipartUploadResult>";
    }
    if (!uploads.containsKey(upload)) {
      error(response, 404, "NoSuchUpload");
      return null;
    }
    Buffer whole = Buffer.buffer();
    uploads.get(upload).values().forEach(whole::appendBuffer);
    if (!put(request, response, key, whole, uploadTags.get(upload))) {
      return null;
    }
    uploads.remove(upload);
    return "<CompleteMultipartUploadResult><ETag>x</ETag></CompleteMultipartUploadResult>";
  }

  private String list(HttpServerRequest request) {
    String prefix = String.valueOf(request.getParam("prefix"));
    String after = String.valueOf(request.getParam("start-after"));
    List<String> keys =
        objects.tailMap(after, false).keySet().stream()
            .filter(key -> key.startsWith(prefix))
            .limit(PAGE + 1)
            .toList();
    StringBuilder xml = new StringBuilder("<ListBucketResult><EncodingType>url</EncodingType>");
    xml.append("<IsTruncated>").append(keys.size() > PAGE).append("</IsTruncated>");
    keys.stream()
        .limit(PAGE)
        .forEach(
            key ->
                xml.append("<Contents><Key>")
                    .append(URLEncoder.encode(key, StandardCharsets.UTF_8))
                    .append("</Key></Contents>"));
    return xml.append("</ListBucketResult>").toString();
  }

  private String get(HttpServerRequest request, HttpServerResponse response, String key) {
    Stored there = objects.get(key);
    if (there == null) {
      error(response, 404, "NoSuchKey");
      return null;
    } else if (!holds(request, key)) {
      error(response, 412, "PreconditionFailed");
      return null;
    }
    response.putHeader("ETag", there.etag);
    there.metadata.forEach((name, value) -> response.putHeader("x-amz-meta-" + name, value));
    if (request.method().name().equals("HEAD")) {
      response.putHeader("Content-Length", Integer.toString(there.bytes.length()));
      return "";
    }
    String range = request.getHeader("Range").substring("bytes=".length());
    int dash = range.indexOf('-');
    int from = Integer.parseInt(range.substring(0, dash));
    int until = Math.min(there.bytes.length(), Integer.parseInt(range.substring(dash + 1)) + 1);
    response
        .setStatusCode(206)
        .putHeader(
            "Content-Range", "bytes " + from + '-' + (until - 1) + '/' + there.bytes.length())
        .end(there.bytes.slice(from, until));
    return null;
  }
}
