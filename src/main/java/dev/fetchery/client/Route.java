package dev.fetchery.client;

import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.HttpRequest;
import dev.fetchery.proxy.ProxyAddress;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClientResponse;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How one request gets to its origin: the addresses in turn, directly or by a proxy. */
final class Route {
  private final Transport transport;
  private final CheckedResolver resolver;
  private final Signer signer;
  private final HttpRequest wanted;

  /** By which it goes, or null. */
  private final @Nullable ProxyAddress proxy;

  /** None where the proxy finds them. */
  private List<InetAddress> addresses = List.of();

  /** How many of the addresses have been tried, the one that is tried now included. */
  private int tried;

  /** As it is sent. */
  private Signed signed;

  /** Whether it is sent anew since its token was not accepted. */
  private boolean renewed;

  Route(Transport transport, CheckedResolver resolver, Signer signer, HttpRequest wanted) {
    this.transport = transport;
    this.resolver = resolver;
    this.signer = signer;
    this.wanted = wanted;
    this.signed = Signed.plain(wanted);
    this.proxy = transport.proxies().of(wanted);
  }

  /** Adds the credentials, then looks for the addresses, and judges them. */
  Future<List<InetAddress>> prepare() {
    return signer.concerns(wanted)
        ? signer.sign(wanted, null).onSuccess(done -> signed = done).compose(done -> find())
        : find();
  }

  /** Whether the token that was sent is refused and has not been renewed. */
  boolean mayRenew(int status) {
    return status == 401 && signed.token() != null && !renewed;
  }

  /** Takes another token. */
  Future<Signed> renew() {
    renewed = true;
    return signer.sign(wanted, signed.token()).onSuccess(done -> signed = done);
  }

  /** See {@link Signed#hideIn}. */
  void hideSecrets(MultiMap responseHeaders) {
    signed.hideIn(responseHeaders);
  }

  @Nullable SecretFilter secretFilter() {
    return signed.secretFilter();
  }

  private Future<List<InetAddress>> find() {
    Future<List<InetAddress>> judged =
        proxy != null && proxy.resolvesNames()
            ? resolver.letThrough(wanted.url())
            : resolver.of(wanted.url());
    return HttpRequest.Body.WITHHELD.equals(wanted.body())
        ? judged.compose(addresses -> Future.failedFuture(withheld()))
        : judged;
  }

  private FetchException withheld() {
    String detail =
        "a redirect to "
            + wanted.url().origin()
            + ", where the body of the request does not go unless headersTo names it";
    return new FetchException(ErrorCode.BAD_RESPONSE, detail, true);
  }

  void found(List<InetAddress> all) {
    addresses = all;
  }

  /** Whether an address was tried. */
  boolean isBegun() {
    return tried > 0;
  }

  /** Whether there is an address that was not tried. */
  boolean hasNext() {
    return tried < addresses.size();
  }

  void next() {
    tried++;
  }

  /** Addresses that have not been tried, the one that is tried now included. */
  int left() {
    return Math.max(1, addresses.size() - tried + 1);
  }

  /**
   * Sends the request to the address that is due.
   *
   * @param fresh whether by a connection that no request has used
   */
  void send(boolean fresh, RequestTap.Listener listener) {
    if (proxy == null) {
      transport.send(signed, addresses.get(tried - 1), fresh, listener);
    } else {
      InetAddress address = addresses.isEmpty() ? null : addresses.get(tried - 1);
      transport.sendBy(proxy, signed, address, fresh, listener);
    }
  }

  /** The address that is tried now did not answer: it comes last from now on. */
  void demote() {
    if (!addresses.isEmpty()) {
      resolver.demote(wanted.url(), addresses.get(tried - 1));
    }
  }

  /** Why there is no connection. */
  FetchException failure(Throwable cause) {
    FetchException ofProxy = proxy == null ? null : transport.proxies().failure(proxy, cause);
    if (ofProxy != null) {
      return ofProxy;
    }
    return wanted.url().isHttps()
        ? FailureMapper.ofHandshake(cause)
        : FailureMapper.ofConnecting(cause);
  }

  /** Why a response is that of the proxy, or null where it is the origin's. */
  @Nullable FetchException objection(HttpClientResponse response) {
    return proxy == null || wanted.url().isHttps()
        ? null
        : transport
            .proxies()
            .objection(proxy, response.statusCode(), response.getHeader(TlsRelay.FIELD));
  }
}
