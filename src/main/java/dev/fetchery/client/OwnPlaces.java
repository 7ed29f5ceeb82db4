package dev.fetchery.client;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Set;
import java.util.function.IntSupplier;

/**
 * Where the program itself listens, here or at another node, and its database: no request goes
 * there, since an origin could drive the program otherwise. For any thread.
 */
public interface OwnPlaces {
  /** Whether some own place has this port; asked before every request. */
  boolean usePort(int port);

  /** Whether this is one of them. */
  boolean include(InetAddress address, int port);

  /**
   * A port of every address of this machine.
   *
   * @param own 0 while there is none
   */
  static OwnPlaces here(IntSupplier own) {
    return new OwnPlaces() {
      @Override
      public boolean usePort(int port) {
        return port == own.getAsInt();
      }

      @Override
      public boolean include(InetAddress address, int port) {
        return usePort(port) && isHere(address);
      }
    };
  }

  /** A port of these addresses. */
  static OwnPlaces at(Set<InetAddress> addresses, int port) {
    return new OwnPlaces() {
      @Override
      public boolean usePort(int asked) {
        return asked == port && !addresses.isEmpty();
      }

      @Override
      public boolean include(InetAddress address, int asked) {
        return usePort(asked) && addresses.contains(address);
      }
    };
  }

  /** These, and those of {@code other}. */
  default OwnPlaces and(OwnPlaces other) {
    OwnPlaces first = this;
    return new OwnPlaces() {
      @Override
      public boolean usePort(int port) {
        return first.usePort(port) || other.usePort(port);
      }

      @Override
      public boolean include(InetAddress address, int port) {
        return first.include(address, port) || other.include(address, port);
      }
    };
  }

  private static boolean isHere(InetAddress address) {
    try {
      return address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null;
    } catch (SocketException e) {
      return true;
    }
  }
}
