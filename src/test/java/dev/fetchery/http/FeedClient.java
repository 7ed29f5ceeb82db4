package dev.fetchery.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A watcher that reads when it is told to. HTTP/1.0, so that the end of the feed is the end. */
final class FeedClient implements AutoCloseable {
  private static final int TIMEOUT_MS = 30_000;

  /** An event, or a comment with the name {@code :}. */
  record Event(String name, String id, String data) {
    JsonNode json() {
      return Http.json(data);
    }
  }

  final Socket socket = new Socket();
  final String status;
  final List<String> headers = new ArrayList<>();
  int comments;
  private final InputStream in;

  FeedClient(int port, String path, String... requestHeaders) {
    try {
      // Small, so that a watcher that does not read is soon one that nothing can be sent to.
      socket.setReceiveBufferSize(8 << 10);
      socket.setSoTimeout(TIMEOUT_MS);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      StringBuilder request =
          new StringBuilder("GET " + path + " HTTP/1.0\r\nHost: localhost:" + port + "\r\n");
      for (int i = 0; i < requestHeaders.length; i += 2) {
        request.append(requestHeaders[i] + ": " + requestHeaders[i + 1] + "\r\n");
      }
      socket.getOutputStream().write((request + "\r\n").getBytes(StandardCharsets.UTF_8));
      in = new BufferedInputStream(socket.getInputStream(), 1024);
      status = line().split(" ", 3)[1];
      for (String line = line(); !line.isEmpty(); line = line()) {
        headers.add(line);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The next event, comments passed over; null at the end. */
  Event next() {
    String name = null;
    String id = null;
    String data = null;
    // Comments alone keep a feed alive for ever.
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(TIMEOUT_MS);
    try {
      for (String line = line(); line != null; line = line()) {
        if (line.isEmpty() && name != null) {
          return new Event(name, id, data);
        } else if (line.startsWith(":")) {
          comments++;
          if (System.nanoTime() > deadline) {
            throw new AssertionError("no event for " + TIMEOUT_MS + " ms");
          }
        } else if (line.startsWith("event: ")) {
          name = line.substring(7);
        } else if (line.startsWith("id: ")) {
          id = line.substring(4);
        } else if (line.startsWith("data: ")) {
          data = line.substring(6);
        } else if (!line.isEmpty() && !line.equals("retry: 1000")) {
          throw new AssertionError("not a line of an event: " + line);
        }
      }
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The next event of that name. */
  Event next(String name) {
    Event event = next();
    while (event != null && !event.name().equals(name)) {
      event = next();
    }
    return event;
  }

  /** Everything to the end. */
  List<Event> rest() {
    List<Event> events = new ArrayList<>();
    for (Event event = next(); event != null; event = next()) {
      events.add(event);
    }
    return events;
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A line as UTF-8, or null at the end. */
  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        return null;
      }
      if (b != '\r') {
        line.write(b);
      }
    }
    return line.toString(StandardCharsets.UTF_8);
  }
}
