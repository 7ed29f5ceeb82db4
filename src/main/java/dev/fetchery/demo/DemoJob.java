package dev.fetchery.demo;

/**
 * One of the sample jobs.
 *
 * @param name also the name of its file in {@code conf/jobs}
 * @param json the job as it can be posted
 */
public record DemoJob(String name, String json) {}
