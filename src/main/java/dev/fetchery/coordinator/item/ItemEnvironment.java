package dev.fetchery.coordinator.item;

import dev.fetchery.config.Settings;
import dev.fetchery.coordinator.discovery.FetchedBodies;
import dev.fetchery.coordinator.port.EventLoop;
import dev.fetchery.coordinator.port.FileService;
import dev.fetchery.files.FilesPlace;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/**
 * What the items of every job work with.
 *
 * @param settler removes the parts of published items
 * @param roomForUnnamed whether more items may be under way that have no name yet
 * @param capacity requests that all fetchers together can have under way
 * @param bodies where bodies are that jobs fetch for themselves
 * @param place where files are saved
 */
public record ItemEnvironment(
    EventLoop loop,
    FileService files,
    ItemNotes notes,
    OutcomeBatch.Settler settler,
    BooleanSupplier roomForUnnamed,
    IntSupplier capacity,
    FetchedBodies bodies,
    FilesPlace place,
    Settings.Caps caps) {}
