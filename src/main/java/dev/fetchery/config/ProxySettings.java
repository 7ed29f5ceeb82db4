package dev.fetchery.config;

import dev.fetchery.proxy.NoProxy;
import dev.fetchery.proxy.ProxyAddress;
import dev.fetchery.proxy.ProxyRules;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The proxies that settings and environment name. No message repeats a value: it may be secret. */
final class ProxySettings {
  private ProxySettings() {}

  /**
   * @param proxy text of {@link Setting#PROXY}, or null where it is not set
   * @param noProxy text of {@link Setting#NO_PROXY}, or null where it is not set
   */
  static ProxyRules read(SettingSources sources, @Nullable String proxy, @Nullable String noProxy)
      throws SettingsException {
    Map<String, String> environment = sources.environment();
    NoProxy without = without(sources, noProxy);
    if (proxy == null) {
      return ofEnvironment(without, environment);
    }
    if (proxy.strip().equals("none")) {
      return ProxyRules.NONE;
    }
    try {
      return ProxyRules.of(ProxyAddress.parse(proxy), without, environment);
    } catch (IllegalArgumentException e) {
      throw new SettingsException(
          sources.where(Setting.PROXY) + ": expected none, or " + e.getMessage());
    }
  }

  private static ProxyRules ofEnvironment(
      @Nullable NoProxy without, Map<String, String> environment) throws SettingsException {
    try {
      return ProxyRules.ofEnvironment(without, environment);
    } catch (IllegalArgumentException e) {
      throw new SettingsException(e.getMessage() + "; --proxy none ignores it");
    }
  }

  private static @Nullable NoProxy without(SettingSources sources, @Nullable String list)
      throws SettingsException {
    try {
      return list == null ? null : NoProxy.parse(list);
    } catch (IllegalArgumentException e) {
      throw new SettingsException(sources.where(Setting.NO_PROXY) + ": " + e.getMessage());
    }
  }
}
