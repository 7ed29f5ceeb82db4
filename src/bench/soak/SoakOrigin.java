import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * An origin in which a part of everything goes wrong, each in its way by the number at the end of
 * the path. Run from its source: {@code java SoakOrigin.java}; prints its address.
 */
public final class SoakOrigin {
  private static final byte[] SMALL = body(5_000);
  private static final byte[] LARGE = body(400_000);

  private final Map<String, Integer> asked = new ConcurrentHashMap<>();
  private final ScheduledExecutorService later = Executors.newScheduledThreadPool(2);

  public static void main(String[] args) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 4096);
    SoakOrigin origin = new SoakOrigin();
    server.createContext("/", origin::answer);
    server.setExecutor(Executors.newFixedThreadPool(16));
    server.start();
    System.out.println("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private static byte[] body(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    int number = Integer.parseInt(path.substring(path.lastIndexOf('/') + 1));
    int before = asked.merge(path, 1, Integer::sum) - 1;
    switch (number % 40) {
      case 3 -> send(exchange, 404, new byte[0], 0);
      case 7 -> send(exchange, before == 0 ? 503 : 200, SMALL, SMALL.length);
      case 11 -> send(exchange, 200, SMALL, before == 0 ? 700 : SMALL.length);
      case 17 -> later.schedule(() -> quietly(exchange), 400, TimeUnit.MILLISECONDS);
      case 19 -> {
        exchange.getResponseHeaders().set("ETag", "\"large\"");
        send(exchange, 200, LARGE, before == 0 ? 150_000 : LARGE.length);
      }
      case 23 -> {
        exchange.getResponseHeaders().set("Location", path.replaceAll("\\d+$", "1"));
        send(exchange, 302, new byte[0], 0);
      }
      case 29 -> {
        // nothing at all: the connection ends instead
        exchange.close();
      }
      case 31 -> send(exchange, 500, SMALL, SMALL.length);
      default -> send(exchange, 200, SMALL, SMALL.length);
    }
  }

  private static void quietly(HttpExchange exchange) {
    try {
      send(exchange, 200, SMALL, SMALL.length);
    } catch (IOException e) {
      exchange.close();
    }
  }

  /** Says the length of the whole body and sends so much of it. */
  private static void send(HttpExchange exchange, int status, byte[] body, int bytes)
      throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    if (bytes > 0) {
      OutputStream out = exchange.getResponseBody();
      out.write(body, 0, bytes);
      out.flush();
    }
    exchange.close();
  }
}
