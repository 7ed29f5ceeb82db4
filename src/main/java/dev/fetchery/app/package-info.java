/** The composition root: checks the surroundings, starts the service, and stops it in order. */
package dev.fetchery.app;
