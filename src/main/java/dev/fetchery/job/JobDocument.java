package dev.fetchery.job;

/**
 * A job with the JSON made from it, so that it is parsed and written once, off the event loops.
 *
 * @param json the whole job with its secrets, as it is stored
 * @param shownJson the job as it is shown, its secrets masked
 */
public record JobDocument(JobSpec spec, String json, String shownJson) {}
