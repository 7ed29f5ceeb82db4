/** One request to an origin: address checks, time limits, and a code for each failure. */
package dev.fetchery.client;
