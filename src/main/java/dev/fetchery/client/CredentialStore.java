package dev.fetchery.client;

import dev.fetchery.credential.CredentialRules;

/**
 * The credentials of the service, with the tokens fetched for them. One for all fetchers, which ask
 * it from their own threads.
 */
public final class CredentialStore {
  private final Tokens tokens = new Tokens();
  private volatile CredentialRules rules;

  public CredentialStore(CredentialRules rules) {
    this.rules = rules;
  }

  /** Without credentials. */
  public static CredentialStore empty() {
    return new CredentialStore(CredentialRules.NONE);
  }

  CredentialRules rules() {
    return rules;
  }

  Tokens tokens() {
    return tokens;
  }

  /** Uses these from now on; requests under way go on with those they were sent with. */
  public void replace(CredentialRules others) {
    rules = others;
    tokens.forget();
  }
}
