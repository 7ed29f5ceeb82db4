package dev.fetchery.http;

import static dev.fetchery.http.TokenGuesses.FORGOTTEN_MS;
import static dev.fetchery.http.TokenGuesses.FREE;
import static dev.fetchery.http.TokenGuesses.MAX_PEERS;
import static dev.fetchery.http.TokenGuesses.MAX_WAITING;
import static dev.fetchery.http.TokenGuesses.MAX_WAITING_OF_ONE;
import static dev.fetchery.http.TokenGuesses.NO_ANSWER;
import static dev.fetchery.http.TokenGuesses.WAIT_MS;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TokenGuessesTest {
  private static final String PEER = "192.0.2.1";

  private final TokenGuesses guesses = new TokenGuesses();

  private void spend(String address) {
    for (int i = 0; i < FREE; i++) {
      assertThat(guesses.wrong(address, 0)).isZero();
    }
  }

  @Test
  void fewMistakesCostNothingAndFurtherOnesWait() {
    spend(PEER);
    assertThat(guesses.wrong(PEER, 0)).isEqualTo(WAIT_MS);
    assertThat(guesses.wrong("192.0.2.2", 0)).isZero();
  }

  @Test
  void peerThatWasQuietIsLikeAnyOther() {
    spend(PEER);
    assertThat(guesses.wrong(PEER, FORGOTTEN_MS - 1)).isEqualTo(WAIT_MS);
    guesses.answered(PEER);
    assertThat(guesses.wrong(PEER, 2 * FORGOTTEN_MS - 1)).isZero();
  }

  @Test
  void thoseBeyondWhatMayWaitGetNoAnswer() {
    spend(PEER);
    for (int i = 0; i < MAX_WAITING_OF_ONE; i++) {
      assertThat(guesses.wrong(PEER, 0)).isEqualTo(WAIT_MS);
    }
    assertThat(guesses.wrong(PEER, 0)).isEqualTo(NO_ANSWER);
    guesses.answered(PEER);
    assertThat(guesses.wrong(PEER, 0)).isEqualTo(WAIT_MS);
  }

  @Test
  void answersOfAllPeersThatWaitAreBounded() {
    int waiting = 0;
    for (int peer = 0; waiting < MAX_WAITING; peer++) {
      spend("10.0.0." + peer);
      for (int i = 0; i < MAX_WAITING_OF_ONE; i++, waiting++) {
        assertThat(guesses.wrong("10.0.0." + peer, 0)).isEqualTo(WAIT_MS);
      }
    }
    spend(PEER);
    assertThat(guesses.wrong(PEER, 0)).isEqualTo(NO_ANSWER);
  }

  @Test
  void networkOfIpv6IsOnePeer() {
    for (int i = 0; i < FREE; i++) {
      assertThat(guesses.wrong("2001:db8:0:7:0:0:0:" + i, 0)).isZero();
    }
    assertThat(guesses.wrong("2001:db8:0:7:1:2:3:4", 0)).isEqualTo(WAIT_MS);
    assertThat(guesses.wrong("2001:db8:0:8:1:2:3:4", 0)).isZero();
  }

  @Test
  void noMoreThanSoManyPeersAreRemembered() {
    spend(PEER);
    for (int i = 0; i < 2 * MAX_PEERS; i++) {
      guesses.wrong("10." + i / 256 + "." + i % 256 + ".1", 0);
    }
    assertThat(guesses.peers()).isEqualTo(MAX_PEERS);
    assertThat(guesses.wrong(PEER, 0)).isZero();
  }
}
