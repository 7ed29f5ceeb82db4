package dev.fetchery.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.fetchery.app.ServiceFile;
import dev.fetchery.http.OwnerKey;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Asks a service through its HTTP interface. Blocks. */
final class ServiceClient {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration CONNECT = Duration.ofSeconds(10);

  /** A service of this machine answers sooner. */
  private static final Duration PROOF = Duration.ofSeconds(3);

  private final URI server;
  private final @Nullable String token;
  private final HttpClient http;

  /**
   * @param server without a slash at its end
   * @param token sent with every request, or null
   * @param trust decides on its certificate; null for the platform's authorities
   */
  ServiceClient(URI server, @Nullable String token, @Nullable SSLContext trust) {
    this(server, token, trust, CONNECT);
  }

  private ServiceClient(
      URI server, @Nullable String token, @Nullable SSLContext trust, Duration connect) {
    this.server = server;
    this.token = token;
    // A redirect would carry the token to another place: none is followed.
    HttpClient.Builder builder =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(connect);
    if (trust != null) {
      builder.sslContext(trust);
    }
    http = builder.build();
  }

  /** Of the service that wrote this; ask {@link #proves} before anything else. */
  static ServiceClient of(ServiceFile service) {
    String certificate = service.certificate();
    return new ServiceClient(
        service.address(),
        service.key().secret(),
        certificate == null ? null : PinnedCertificate.context(certificate),
        PROOF);
  }

  /** Whether a service is there that has this key. The key itself is not sent. */
  boolean proves(OwnerKey key) throws InterruptedException {
    String challenge = OwnerKey.randomHex();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server + "/health/live"))
            .timeout(PROOF)
            .header(OwnerKey.CHALLENGE, challenge)
            .build();
    try {
      HttpResponse<Void> response = http.send(request, BodyHandlers.discarding());
      return response
          .headers()
          .firstValue(OwnerKey.PROOF)
          .filter(proof -> key.proves(challenge, proof))
          .isPresent();
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * An answer's text and what it says; missing where it is not JSON.
   *
   * @param lastEventId the number of the job's last completion, where the answer tells it; or ""
   */
  record Reply(String text, JsonNode json, String lastEventId) {}

  /** The path of a job in the interface. */
  static String job(String id) {
    return "/jobs/" + encoded(id);
  }

  /** A value as a part of a path or a query. */
  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /**
   * @param path below {@code /api/v1}
   */
  Reply get(String path) throws ClientFault, InterruptedException {
    return reply(request(path).GET().build());
  }

  /** Posts nothing. */
  Reply post(String path) throws ClientFault, InterruptedException {
    return reply(request(path).POST(BodyPublishers.noBody()).build());
  }

  Reply post(String path, String mediaType, BodyPublisher body)
      throws ClientFault, InterruptedException {
    return reply(request(path).header("Content-Type", mediaType).POST(body).build());
  }

  /**
   * What a job would do.
   *
   * @param query of the post, with its question mark, or ""
   */
  Reply plan(String query, String mediaType, BodyPublisher body)
      throws ClientFault, InterruptedException {
    String dry = (query.isEmpty() ? "?" : "&") + "dryRun=true";
    return post("/jobs" + query + dry, mediaType, body);
  }

  /**
   * Posts a job that was given to {@code run}: the unfinished one of that content, if there is one.
   */
  Reply run(String fingerprint, String query, String mediaType, BodyPublisher body)
      throws ClientFault, InterruptedException {
    return reply(
        request("/jobs" + query)
            .header("Content-Type", mediaType)
            .header("Fetchery-Run", fingerprint)
            .POST(body)
            .build());
  }

  Reply delete(String path) throws ClientFault, InterruptedException {
    return reply(request(path).DELETE().build());
  }

  /** The answer as it arrives; the caller closes it. */
  HttpResponse<InputStream> open(String path, String... headers)
      throws ClientFault, IOException, InterruptedException {
    HttpRequest.Builder request = request(path).GET();
    for (int i = 0; i + 1 < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    HttpResponse<InputStream> response = http.send(request.build(), BodyHandlers.ofInputStream());
    if (response.statusCode() >= 300) {
      try (InputStream body = response.body()) {
        throw refusal(
            response.statusCode(), new String(body.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    return response;
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server + "/api/v1" + path));
    return token == null ? request : request.header("Authorization", "Bearer " + token);
  }

  private Reply reply(HttpRequest request) throws ClientFault, InterruptedException {
    try {
      HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
      if (response.statusCode() >= 300) {
        throw refusal(response.statusCode(), response.body());
      }
      JsonNode json = json(response.body());
      if (response.statusCode() != 204 && !json.isContainerNode()) {
        throw stranger(response);
      }
      return new Reply(
          response.body(), json, response.headers().firstValue("Last-Event-ID").orElse(""));
    } catch (IOException e) {
      throw lost(e);
    }
  }

  /** Another program answers there, and well: its answer must not pass for an empty one. */
  private ClientFault stranger(HttpResponse<?> response) {
    String type = response.headers().firstValue("Content-Type").orElse("something unnamed");
    String told = server + " is no Fetchery: it answers with " + type;
    return new ClientFault(0, List.of(told + "; --server or FETCHERY_SERVER names another"));
  }

  /** What a failed connection means. */
  ClientFault lost(IOException e) {
    String reason;
    String remedy = "; --server or FETCHERY_SERVER names another";
    if (e instanceof HttpConnectTimeoutException) {
      reason = "no answer within " + CONNECT.toSeconds() + " s";
    } else if (e instanceof ConnectException) {
      boolean unknown = e.getCause() instanceof UnresolvedAddressException || caused(e);
      reason = unknown ? "no such host" : "connection refused";
      remedy = unknown ? remedy : "; start one with fetchery serve, or name it with --server";
    } else if (e instanceof SSLException) {
      String told = String.valueOf(e.getMessage());
      // A service without TLS answers in plain text, or closes the connection.
      boolean plain = told.contains("plaintext connection") || told.contains("terminated");
      reason = "TLS: " + told;
      remedy =
          plain ? "; is it http:// and not https://?" : "; --ca-file names authorities to trust";
    } else {
      reason = unclear(String.valueOf(e.getMessage()));
    }
    return new ClientFault("no service at " + server + ": " + reason + remedy, e);
  }

  /** In place of the JDK's words about its parser; a service that speaks TLS answers so, too. */
  private static String unclear(String message) {
    if (message.startsWith("HTTP/1.1 header parser received no bytes")
        || message.startsWith("EOF reached while reading")) {
      return "the connection was closed without an answer";
    }
    return message.startsWith("Invalid status line")
        ? "what answers there speaks no HTTP"
        : message;
  }

  private static boolean caused(Throwable e) {
    for (Throwable at = e; at != null; at = at.getCause()) {
      if (at instanceof UnresolvedAddressException) {
        return true;
      }
    }
    return false;
  }

  private ClientFault refusal(int status, String body) {
    JsonNode problem = json(body);
    return new ClientFault(
        status, reasons(status, problem), problem.isContainerNode() ? body.strip() : "");
  }

  private List<String> reasons(int status, JsonNode problem) {
    if (status == 401) {
      return List.of(
          token == null
              ? server + " asks for a token: give --token-file FILE, or set FETCHERY_TOKEN"
              : server + " does not take this token");
    } else if (problem.path("errors").isArray() && !problem.path("errors").isEmpty()) {
      List<String> lines = new ArrayList<>();
      problem.path("errors").forEach(error -> lines.add(line(error)));
      return lines;
    } else if (problem.path("detail").isTextual() || problem.path("title").isTextual()) {
      String detail = problem.path("detail").asText(problem.path("title").asText());
      return List.of(detail + " (HTTP " + status + ")");
    }
    return List.of(server + " answered HTTP " + status + ", and not as Fetchery does");
  }

  private static String line(JsonNode error) {
    String pointer = error.path("pointer").asText("");
    String where = error.path("line").isNumber() ? "line " + error.path("line").asText() : pointer;
    return (where.isEmpty() ? "" : where + ": ") + error.path("detail").asText();
  }

  /** The text as JSON, or missing. */
  static JsonNode json(String text) {
    try {
      JsonNode node = JSON.readTree(text);
      return node == null ? MissingNode.getInstance() : node;
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }
}
