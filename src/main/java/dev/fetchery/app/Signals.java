package dev.fetchery.app;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handlers of the operating system's signals. The class that handles signals is supported but not
 * part of the Java platform's API, hence the reflection; where it is missing, a signal keeps its
 * usual effect.
 */
public final class Signals {
  private Signals() {}

  /**
   * @param name without {@code SIG}
   * @param handler called on a thread of its own, once for each signal
   */
  public static void on(String name, Runnable handler) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> type = Class.forName("sun.misc.SignalHandler");
      InvocationHandler call =
          (proxy, method, args) -> {
            if (method.getName().equals("handle")) {
              handler.run();
            }
            return null;
          };
      Object proxy =
          Proxy.newProxyInstance(Signals.class.getClassLoader(), new Class<?>[] {type}, call);
      signal
          .getMethod("handle", signal, type)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      log().debug("signal {} keeps its usual effect", name, e);
    }
  }

  /** Made late: a command that handles a signal need not load the log. */
  private static Logger log() {
    return LoggerFactory.getLogger(Signals.class);
  }
}
