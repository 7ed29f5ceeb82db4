package dev.fetchery.naming;

/** A template that cannot be read; the message says what is wrong and at which offset. */
public final class TemplateException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int position;

  /**
   * @param what the fault, without its place
   * @param position offset of the fault in the template, counted in chars from 0
   */
  public TemplateException(String what, int position) {
    super(what + " (at offset " + position + ")");
    this.position = position;
  }

  /** Offset of the fault in the template, counted in chars from 0. */
  public int position() {
    return position;
  }
}
