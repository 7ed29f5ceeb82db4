package dev.fetchery.job;

/**
 * Where and how items are saved.
 *
 * @param dir directory template inside the downloads directory, or null for the default
 * @param as file name template, or null for the default
 */
public record Save(String dir, String as, IfExists ifExists) {}
