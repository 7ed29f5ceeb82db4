package dev.fetchery.proxy;

import dev.fetchery.url.BadUrlException;
import dev.fetchery.url.Cidr;
import dev.fetchery.url.WebUrl;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Hosts that are asked without a proxy, as curl reads {@code NO_PROXY}: names, which hold for the
 * names below them too, addresses, ranges of addresses, each also with a port, and {@code *}.
 */
public final class NoProxy {
  /** This machine. */
  static final NoProxy LOOPBACK =
      new NoProxy(
          List.of(
              url -> {
                InetAddress address = url.address();
                return address == null
                    ? isBelow(url.host(), "localhost")
                    : address.isLoopbackAddress();
              }),
          false);

  private static final Pattern PART = Pattern.compile("[^,\\s]+");
  private static final Pattern PORT = Pattern.compile("(\\[[^\\]]*]|[^:\\[\\]]+):(\\d{1,5})");
  private static final Pattern NAME =
      Pattern.compile("(?:\\*?\\.)?([\\p{L}\\p{N}_-]+(?:\\.[\\p{L}\\p{N}_-]+)*)\\.?");

  private static final String ALL = "*";

  private final List<Predicate<WebUrl>> entries;
  private final boolean all;

  /**
   * @param all whether every URL is asked without a proxy
   */
  private NoProxy(List<Predicate<WebUrl>> entries, boolean all) {
    this.entries = List.copyOf(entries);
    this.all = all;
  }

  /**
   * Reads a list, separated by commas or blanks.
   *
   * @throws IllegalArgumentException naming the first entry that is none
   */
  public static NoProxy parse(String list) {
    return read(list, true);
  }

  /** Reads a list that other programs read too: what is not understood is left out. */
  public static NoProxy lenient(String list) {
    return read(list, false);
  }

  private static NoProxy read(String list, boolean strict) {
    List<Predicate<WebUrl>> entries = new ArrayList<>();
    boolean all = false;
    for (Matcher part = PART.matcher(list); part.find(); ) {
      try {
        entries.add(entry(part.group()));
        all |= part.group().equals(ALL);
      } catch (IllegalArgumentException e) {
        if (strict) {
          throw e;
        }
      }
    }
    return new NoProxy(entries, all);
  }

  /** These, and those of another list. */
  NoProxy and(NoProxy other) {
    List<Predicate<WebUrl>> both = new ArrayList<>(entries);
    both.addAll(other.entries);
    return new NoProxy(both, all || other.all);
  }

  /** Whether the URL is asked without a proxy. */
  boolean covers(WebUrl url) {
    for (Predicate<WebUrl> entry : entries) {
      if (entry.test(url)) {
        return true;
      }
    }
    return false;
  }

  /** Whether every URL is asked without a proxy. */
  boolean coversAll() {
    return all;
  }

  private static Predicate<WebUrl> entry(String text) {
    Matcher ported = PORT.matcher(text);
    if (ported.matches()) {
      int port = Integer.parseInt(ported.group(2));
      Predicate<WebUrl> host = host(ported.group(1));
      return url -> url.port() == port && host.test(url);
    }
    return host(text);
  }

  private static Predicate<WebUrl> host(String text) {
    if (text.equals(ALL)) {
      return url -> true;
    }
    if (text.indexOf('/') >= 0) {
      return inside(Cidr.of(text.replace("[", "").replace("]", "")));
    }
    WebUrl written = written(text);
    InetAddress address = written == null ? null : written.address();
    if (address != null) {
      return url -> address.equals(url.address());
    }
    Matcher name = NAME.matcher(text);
    if (!name.matches()) {
      throw new IllegalArgumentException("\"" + text + "\" is no host, address or range");
    }
    WebUrl named = written(name.group(1));
    String suffix = named == null ? name.group(1).toLowerCase(Locale.ROOT) : named.host();
    return url -> url.address() == null && isBelow(url.host(), suffix);
  }

  private static Predicate<WebUrl> inside(Cidr range) {
    return url -> {
      InetAddress address = url.address();
      return address != null && range.contains(address.getAddress());
    };
  }

  private static @Nullable WebUrl written(String host) {
    boolean bare = host.indexOf(':') >= 0 && !host.startsWith("[");
    try {
      WebUrl url = WebUrl.parse("http://" + (bare ? "[" + host + "]" : host) + "/");
      return url.unreachable() == null ? url : null;
    } catch (BadUrlException e) {
      return null;
    }
  }

  private static boolean isBelow(String host, String suffix) {
    String bare = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    return bare.equals(suffix) || bare.endsWith("." + suffix);
  }
}
