/** What verticles say to each other: addresses, messages and the codec that carries them. */
@NullMarked
package dev.fetchery.bus;

import org.jspecify.annotations.NullMarked;
