package dev.fetchery.proxy;

import dev.fetchery.url.WebUrl;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Decides by which proxy a URL is asked. */
public final class ProxyRules {
  /** No URL is asked by a proxy. */
  public static final ProxyRules NONE = new ProxyRules(null, null, NoProxy.LOOPBACK);

  private final @Nullable ProxyAddress forHttp;
  private final @Nullable ProxyAddress forHttps;
  private final NoProxy without;

  private ProxyRules(
      @Nullable ProxyAddress forHttp, @Nullable ProxyAddress forHttps, NoProxy without) {
    boolean unused = without.coversAll();
    this.forHttp = unused ? null : forHttp;
    this.forHttps = unused ? null : forHttps;
    this.without = without;
  }

  /**
   * One proxy for all.
   *
   * @param without hosts asked without it, or null for those of the environment and loopback
   */
  public static ProxyRules of(
      ProxyAddress proxy, @Nullable NoProxy without, Map<String, String> environment) {
    return new ProxyRules(proxy, proxy, without(without, environment));
  }

  /**
   * Those of {@code HTTPS_PROXY}, {@code HTTP_PROXY}, {@code ALL_PROXY} and {@code NO_PROXY}; a
   * name in lower case goes before the same in upper case. An empty variable counts as not set.
   *
   * @param without hosts asked without a proxy, or null for those of the environment and loopback
   * @throws IllegalArgumentException if a variable names no proxy; the message says which and why,
   *     without the value
   */
  public static ProxyRules ofEnvironment(
      @Nullable NoProxy without, Map<String, String> environment) {
    ProxyAddress all = proxy("ALL_PROXY", environment);
    ProxyAddress http = proxy("HTTP_PROXY", environment);
    ProxyAddress https = proxy("HTTPS_PROXY", environment);
    return new ProxyRules(
        http == null ? all : http, https == null ? all : https, without(without, environment));
  }

  private static NoProxy without(@Nullable NoProxy given, Map<String, String> environment) {
    return given != null
        ? given
        : NoProxy.lenient(Objects.requireNonNullElse(value("NO_PROXY", environment), ""))
            .and(NoProxy.LOOPBACK);
  }

  private static @Nullable ProxyAddress proxy(String variable, Map<String, String> environment) {
    String text = value(variable, environment);
    try {
      return text == null ? null : ProxyAddress.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(variable + ": expected " + e.getMessage(), e);
    }
  }

  private static @Nullable String value(String variable, Map<String, String> environment) {
    return Stream.of(variable.toLowerCase(Locale.ROOT), variable)
        .map(environment::get)
        .filter(value -> value != null && !value.isBlank())
        .findFirst()
        .orElse(null);
  }

  /** The proxy by which the URL is asked, or null for none. */
  public @Nullable ProxyAddress of(WebUrl url) {
    ProxyAddress proxy = url.isHttps() ? forHttps : forHttp;
    return proxy == null || without.covers(url) ? null : proxy;
  }

  /** The proxies in use, for people, without passwords; empty where there is none. */
  public String describe() {
    return Stream.of(forHttps, forHttp)
        .filter(Objects::nonNull)
        .map(String::valueOf)
        .distinct()
        .collect(Collectors.joining(", "));
  }

  /** Whether names are resolved by a proxy, so that their addresses are not looked at here. */
  public boolean letNamesThrough() {
    return Stream.of(forHttps, forHttp).anyMatch(proxy -> proxy != null && proxy.resolvesNames());
  }
}
