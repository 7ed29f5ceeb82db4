package dev.fetchery.source;

import java.util.List;

/** A discovery that names nothing and ends at once. */
enum NoDiscovery implements Discovery {
  INSTANCE;

  @Override
  public Step next(int maxItems) {
    return new Step(List.of(), "", List.of(), List.of(), new End(null));
  }

  @Override
  public void answered(int ask, Document document) {
    // It asks for nothing.
  }

  @Override
  public void failed(int ask, Failure failure) {
    // It asks for nothing.
  }
}
