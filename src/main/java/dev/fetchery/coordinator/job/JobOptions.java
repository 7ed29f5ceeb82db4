package dev.fetchery.coordinator.job;

import dev.fetchery.config.Settings;
import dev.fetchery.context.MemoryBudget;
import dev.fetchery.files.FilesPlace;
import java.nio.file.Path;

/**
 * How jobs are worked on.
 *
 * @param files where files are saved
 * @param workDir where working files are, absolute
 * @param pauseGraceMs what active requests get when their job is paused, in milliseconds
 * @param memory what jobs take memory from
 */
public record JobOptions(
    String userAgent,
    Path dataDir,
    FilesPlace files,
    Path workDir,
    Settings.Caps caps,
    long pauseGraceMs,
    MemoryBudget memory) {}
