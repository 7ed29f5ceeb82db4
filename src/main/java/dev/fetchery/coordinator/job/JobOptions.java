package dev.fetchery.coordinator.job;

import dev.fetchery.config.Settings;
import dev.fetchery.context.MemoryBudget;
import java.nio.file.Path;

/**
 * How jobs are worked on.
 *
 * @param pauseGraceMs what active requests get when their job is paused, in milliseconds
 * @param memory what jobs take memory from
 */
public record JobOptions(
    String userAgent,
    Path dataDir,
    Path downloadsDir,
    Settings.Caps caps,
    long pauseGraceMs,
    MemoryBudget memory) {}
