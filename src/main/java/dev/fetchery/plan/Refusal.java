package dev.fetchery.plan;

/** Whether a host refused a request because others of ours were under way there. */
public enum Refusal {
  /** It did not, or nothing shows that it did. */
  NONE,

  /** Others were under way at that moment. */
  BESIDE_OTHERS,

  /** Another had ended a moment before, which the host may not have noticed yet. */
  AFTER_ANOTHER
}
