package dev.fetchery.source;

/** A discovery that is another one, to which something is added. */
abstract class PassingDiscovery implements Discovery {
  final Discovery whole;

  PassingDiscovery(Discovery whole) {
    this.whole = whole;
  }

  @Override
  public Step next(int maxItems) {
    return whole.next(maxItems);
  }

  @Override
  public void answered(int ask, Document document) {
    whole.answered(ask, document);
  }

  @Override
  public void failed(int ask, Failure failure) {
    whole.failed(ask, failure);
  }

  @Override
  public boolean mayRepeat() {
    return whole.mayRepeat();
  }

  @Override
  public Step listed(Step step, int fresh) {
    return whole.listed(step, fresh);
  }

  @Override
  public void close() {
    whole.close();
  }
}
