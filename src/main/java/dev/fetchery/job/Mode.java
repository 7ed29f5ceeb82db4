package dev.fetchery.job;

/** What a job does with a body: save it as a file, or read it, time it and drop it. */
public enum Mode {
  SAVE,
  PROBE
}
