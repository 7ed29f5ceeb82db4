/** What verticles say to each other: addresses, messages and the codec that carries them. */
package dev.fetchery.bus;
