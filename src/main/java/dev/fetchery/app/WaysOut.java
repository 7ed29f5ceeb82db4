package dev.fetchery.app;

import dev.fetchery.config.Settings;
import dev.fetchery.proxy.ProxyRules;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says once, when the service starts, what its ways out mean for the checks of addresses. */
public final class WaysOut {
  private static final Logger LOG = LoggerFactory.getLogger(WaysOut.class);

  private WaysOut() {}

  /** Says which proxies are used, without passwords. */
  public static void say(Settings settings) {
    ProxyRules proxies = settings.outbound().proxies();
    if (proxies.letNamesThrough()) {
      LOG.warn(
          "requests go by {}, which resolves host names: --allow-egress judges only addresses that"
              + " a URL writes out, so let the proxy's own rules keep internal hosts from being"
              + " reached",
          proxies.describe());
    } else if (!proxies.describe().isEmpty()) {
      LOG.info("requests go by {}", proxies.describe());
    }
  }
}
