package dev.fetchery.client;

import dev.fetchery.testing.Keys;
import io.vertx.core.net.PfxOptions;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/**
 * An origin over TLS whose frames of HTTP/2 a test writes one by one, right or wrong. It speaks
 * HTTP/1.1, and answers with 200, to those who do not offer HTTP/2.
 */
final class Http2Origin implements AutoCloseable {
  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int GOAWAY = 7;
  static final int END_STREAM = 1;
  static final int END_HEADERS = 4;

  private static final int ACK = 1;
  private static final int PREFACE_BYTES = 24;

  /** What is done on a connection after the preface. */
  interface Script {
    void run(Connection connection) throws IOException;
  }

  private final SSLServerSocket listening;
  private final Script script;
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicInteger http1Requests = new AtomicInteger();
  private final Semaphore opened = new Semaphore(0);
  private final List<SSLSocket> open = new CopyOnWriteArrayList<>();

  Http2Origin(PfxOptions key, Script script) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(Files.newInputStream(Path.of(key.getPath())), Keys.PASSWORD.toCharArray());
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, Keys.PASSWORD.toCharArray());
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(keys.getKeyManagers(), null, null);
    this.script = script;
    listening =
        (SSLServerSocket)
            tls.getServerSocketFactory()
                .createServerSocket(0, 100, InetAddress.getLoopbackAddress());
    SSLParameters parameters = listening.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
    listening.setSSLParameters(parameters);
    daemon(this::accept);
  }

  int port() {
    return listening.getLocalPort();
  }

  int connections() {
    return connections.get();
  }

  /** Whether there is another connection within so long; each is told of once. */
  boolean isConnectedToWithin(long ms) throws InterruptedException {
    return opened.tryAcquire(ms, TimeUnit.MILLISECONDS);
  }

  /** Over HTTP/2. */
  int requests() {
    return requests.get();
  }

  int http1Requests() {
    return http1Requests.get();
  }

  @Override
  public void close() throws IOException {
    listening.close();
    for (SSLSocket socket : open) {
      socket.close();
    }
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "http2-origin");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    try {
      while (true) {
        SSLSocket socket = (SSLSocket) listening.accept();
        open.add(socket);
        opened.release();
        daemon(() -> serve(socket));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void serve(SSLSocket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      socket.startHandshake();
      if (socket.getApplicationProtocol().equals("h2")) {
        script.run(new Connection(connections.incrementAndGet(), socket));
      } else {
        serveHttp1(socket);
      }
    } catch (IOException e) {
      // The client has gone.
    }
  }

  private void serveHttp1(SSLSocket socket) throws IOException {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    int ends = 0;
    while (true) {
      ends = (in.readByte() == "\r\n".charAt(ends % 2)) ? ends + 1 : 0;
      if (ends == 4) {
        ends = 0;
        http1Requests.incrementAndGet();
        socket
            .getOutputStream()
            .write(
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
                    .getBytes(StandardCharsets.US_ASCII));
      }
    }
  }

  /** One connection; its thread alone reads it. */
  final class Connection {
    /** From 1. */
    final int number;

    private final DataInputStream in;
    private final OutputStream out;

    Connection(int number, SSLSocket socket) throws IOException {
      this.number = number;
      this.in = new DataInputStream(socket.getInputStream());
      this.out = socket.getOutputStream();
    }

    /** Exchanges prefaces; {@code settings} are pairs of identifier and value. */
    void begin(int... settings) throws IOException {
      in.readNBytes(PREFACE_BYTES);
      settings(settings);
    }

    /** Tells settings, as pairs of identifier and value. */
    void settings(int... settings) throws IOException {
      ByteBuffer payload = ByteBuffer.allocate(settings.length / 2 * 6);
      for (int i = 0; i < settings.length; i += 2) {
        payload.putShort((short) settings[i]).putInt(settings[i + 1]);
      }
      write(SETTINGS, 0, 0, payload.array());
    }

    /** Waits for the next request. */
    int request() throws IOException {
      while (true) {
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        int stream = in.readInt();
        in.readNBytes(length);
        if (type == SETTINGS && (flags & ACK) == 0) {
          write(SETTINGS, ACK, 0);
        } else if (type == HEADERS) {
          requests.incrementAndGet();
          return stream;
        }
      }
    }

    /** Reads on, and answers nothing. */
    void ignore() throws IOException {
      while (in.read() >= 0) {
        // Until the client has gone.
      }
    }

    synchronized void write(int type, int flags, int stream, byte... payload) throws IOException {
      ByteBuffer frame = ByteBuffer.allocate(9 + payload.length);
      frame.put((byte) (payload.length >> 16)).putShort((short) payload.length);
      frame.put((byte) type).put((byte) flags).putInt(stream).put(payload);
      out.write(frame.array());
      out.flush();
    }

    /** Fields as pairs of name and value, none of them compressed. */
    void head(int stream, int flags, String... fields) throws IOException {
      ByteArrayOutputStream block = new ByteArrayOutputStream();
      for (int i = 0; i < fields.length; i += 2) {
        block.write(0);
        literal(block, fields[i]);
        literal(block, fields[i + 1]);
      }
      write(HEADERS, flags | END_HEADERS, stream, block.toByteArray());
    }

    private void literal(ByteArrayOutputStream block, String text) throws IOException {
      block.write(text.length());
      block.write(text.getBytes(StandardCharsets.US_ASCII));
    }

    void body(int stream, int flags, String text) throws IOException {
      write(DATA, flags, stream, text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Answers with 200 and five bytes. */
    void answer(int stream) throws IOException {
      head(stream, 0, ":status", "200", "content-length", "5");
      body(stream, END_STREAM, "hello");
    }

    void reset(int stream, int code) throws IOException {
      write(RST_STREAM, 0, stream, ByteBuffer.allocate(4).putInt(code).array());
    }

    void goAway(int last, int code) throws IOException {
      write(GOAWAY, 0, 0, ByteBuffer.allocate(8).putInt(last).putInt(code).array());
    }
  }
}
