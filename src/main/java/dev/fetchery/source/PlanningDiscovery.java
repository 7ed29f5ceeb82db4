package dev.fetchery.source;

import dev.fetchery.job.Proposal;
import org.jspecify.annotations.Nullable;

/** The discovery of a dry run: another one, with what its levels propose. */
final class PlanningDiscovery extends PassingDiscovery {
  private final Proposals proposals;

  PlanningDiscovery(Discovery whole, Proposals proposals) {
    super(whole);
    this.proposals = proposals;
  }

  @Override
  public @Nullable Proposal proposal() {
    return proposals.first();
  }
}
