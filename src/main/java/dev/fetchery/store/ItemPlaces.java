package dev.fetchery.store;

import java.util.List;

/**
 * Where items stand in an order by value.
 *
 * @param found in the order of the source
 * @param next the number to look on from, or -1 where all were looked at
 */
public record ItemPlaces(List<ItemSlice.Place> found, long next) {
  static final ItemPlaces NONE = new ItemPlaces(List.of(), -1);

  public ItemPlaces {
    found = List.copyOf(found);
  }
}
