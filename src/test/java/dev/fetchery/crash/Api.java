package dev.fetchery.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fetchery.cli.JarProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The interface of a running program. */
record Api(String address, HttpClient client, @Nullable String token) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String LISTENING = "listening on ";
  private static final long PATIENCE_MS = 180_000;

  /** {@code serve} on a free port in {@code dir}. */
  static JarProcess serve(Path dir, Object... further) throws IOException {
    Object[] args = new Object[3 + further.length];
    args[0] = "serve";
    args[1] = "--port";
    args[2] = 0;
    System.arraycopy(further, 0, args, 3, further.length);
    return JarProcess.start(dir, args);
  }

  static Api of(JarProcess serve) throws InterruptedException {
    return of(serve, null);
  }

  /** Of one that asks for a token. */
  static Api of(JarProcess serve, @Nullable String token) throws InterruptedException {
    String line = serve.awaitLine(l -> l.startsWith(LISTENING));
    return new Api(line.substring(LISTENING.length()), HttpClient.newHttpClient(), token);
  }

  /** A request of a path. */
  HttpRequest.Builder request(String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address + path));
    return token == null ? request : request.header("authorization", "Bearer " + token);
  }

  /** The id of a new job. */
  String submit(String json) throws IOException, InterruptedException {
    HttpResponse<String> answer = post("/jobs", json);
    assertThat(answer.statusCode()).as("%s", answer.body()).isEqualTo(201);
    return json(answer.body()).get("id").asText();
  }

  HttpResponse<String> post(String path, String json) throws IOException, InterruptedException {
    return post(path, json, "application/json");
  }

  HttpResponse<String> post(String path, String body, String type)
      throws IOException, InterruptedException {
    return send("POST", path, body, type);
  }

  HttpResponse<String> patch(String path, String json) throws IOException, InterruptedException {
    return send("PATCH", path, json, "application/json");
  }

  private HttpResponse<String> send(String method, String path, String body, String type)
      throws IOException, InterruptedException {
    return client.send(
        request("/api/v1" + path)
            .header("content-type", type)
            .method(method, BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  HttpResponse<String> get(String path, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = request(path);
    return client.send(
        (headers.length == 0 ? request : request.headers(headers)).build(),
        BodyHandlers.ofString());
  }

  JsonNode job(String id) throws IOException, InterruptedException {
    return json(get("/api/v1/jobs/" + id).body());
  }

  /** Waits until the job is as wanted. */
  JsonNode await(String id, Predicate<JsonNode> wanted) throws IOException, InterruptedException {
    long until = System.currentTimeMillis() + PATIENCE_MS;
    JsonNode job = job(id);
    while (!wanted.test(job)) {
      assertThat(System.currentTimeMillis()).as("still %s", job).isLessThan(until);
      TimeUnit.MILLISECONDS.sleep(20);
      job = job(id);
    }
    return job;
  }

  JsonNode awaitState(String id, String state) throws IOException, InterruptedException {
    return await(id, job -> job.get("state").asText().equals(state));
  }

  /** Waits until a check of readiness says {@code UP}, or {@code DOWN}. */
  void awaitCheck(String name, String status) throws IOException, InterruptedException {
    long until = System.currentTimeMillis() + PATIENCE_MS;
    while (!status.equals(check(name))) {
      assertThat(System.currentTimeMillis()).as("%s is not %s", name, status).isLessThan(until);
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  private String check(String name) throws IOException, InterruptedException {
    for (JsonNode check : json(get("/health/ready").body()).get("checks")) {
      if (check.get("name").asText().equals(name)) {
        return check.get("status").asText();
      }
    }
    throw new AssertionError("no check " + name);
  }

  static JsonNode json(String text) throws JsonProcessingException {
    return JSON.readTree(text);
  }
}
