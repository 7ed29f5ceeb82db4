package dev.fetchery.app;

import dev.fetchery.config.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A free port that the machine gives to no other process until the interface listens on it. Other
 * nodes are told of the port when this one joins the cluster, which is before it listens.
 *
 * @param port that is held
 */
record PortHold(int port, Socket socket) implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PortHold.class);

  /** Holds a port of the address to listen on. */
  static PortHold of(Settings.Listen listen) throws StartFault {
    Socket socket = new Socket();
    try {
      // Bound and not listening: a server that may use the address again can listen beside it.
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByName(listen.host()), 0));
      return new PortHold(socket.getLocalPort(), socket);
    } catch (IOException e) {
      close(socket);
      throw Preflight.portTaken(listen, e);
    }
  }

  @Override
  public void close() {
    close(socket);
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      LOG.debug("closing a socket that held a port", e);
    }
  }
}
